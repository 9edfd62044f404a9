using System.Buffers.Binary;
using System.Text;
using Glimmerglass.Functions.Documents.Content.Signatures;

namespace Glimmerglass.Functions.Documents.Content;

/// <summary>Tells the type of a file from how its content begins. The types that are only named to be refused stand in tables, by theme.</summary>
public static class FileSignature
{
    /// <summary>How many bytes from the start decide; more change nothing.</summary>
    public const int NeededBytes = 4 * 1024;

    // Readers take a PDF whose header begins within the first 1,024 bytes (PDF Reference 1.7, appendix H, note 13).
    private const int PdfHeaderBytes = 1024;

    private static readonly Signature[] Pictures =
    [
        new(FileType.Jpeg, 0xFF, 0xD8, 0xFF),
        new(FileType.Png, [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]),
        new(FileType.Gif, [.. "GIF87a"u8]),
        new(FileType.Gif, [.. "GIF89a"u8]),
    ];

    /// <summary>The type of the file that begins with these bytes, or null. What stands at the very start wins over a PDF header further on.</summary>
    public static FileType? Recognise(ReadOnlySpan<byte> head)
    {
        var known = Picture(head) ?? Riff(head) ?? IsoMedia(head) ?? Ebml.Recognise(head, FileType.WebM, ForeignMedia.Matroska);
        return known ?? ForeignMedia.AtStart(head) ?? Programs.AtStart(head) ?? Archives.AtStart(head) ?? ForeignPapers.AtStart(head) ?? OfTextOrPdf(head);
    }

    /// <summary>Whether a PDF reader opens the file that begins with these bytes, whatever else it is.</summary>
    public static bool HasPdfHeader(ReadOnlySpan<byte> head) => head[..Math.Min(head.Length, PdfHeaderBytes)].IndexOf("%PDF-"u8) >= 0;

    private static FileType? Picture(ReadOnlySpan<byte> head)
    {
        foreach (var start in Pictures)
        {
            if (start.Fits(head)) return start.Type;
        }
        return null;
    }

    private static FileType? Riff(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head.StartsWith("RIFF"u8)) return null;
        if (head[8..12].SequenceEqual("WEBP"u8)) return FileType.WebP;
        if (head[8..12].SequenceEqual("AVI "u8)) return ForeignMedia.Avi;
        return head[8..12].SequenceEqual("WAVE"u8) ? ForeignMedia.Wave : null;
    }

    /// <summary>The file type box of ISO/IEC 14496-12: its major brand decides, its compatible brands where that one is general.</summary>
    private static FileType? IsoMedia(ReadOnlySpan<byte> head)
    {
        if (head.Length < 16 || !head[4..8].SequenceEqual("ftyp"u8)) return null;

        var end = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head), (uint)head.Length);
        List<string> brands = [Encoding.Latin1.GetString(head[8..12])];
        for (var at = 16; at + 4 <= end; at += 4) brands.Add(Encoding.Latin1.GetString(head[at..(at + 4)]));
        return OfBrands(brands);
    }

    private static FileType? OfBrands(List<string> brands) => brands[0] switch
    {
        "heic" or "heix" or "hevc" or "hevx" or "heim" or "heis" or "hevm" or "hevs" => FileType.Heic,
        "avif" or "avis" => ForeignMedia.Avif,
        "mif1" or "mif2" or "msf1" or "miaf" => brands.Contains("avif") || brands.Contains("avis") ? ForeignMedia.Avif : FileType.Heic,
        "qt  " => FileType.Mov,
        "M4A " or "M4B " or "M4P " => ForeignMedia.M4A,
        "crx " => ForeignMedia.Raw,

        // Every 3GP file names a general brand too; only one of MP4 itself promises that it is one.
        ['3', 'g', ..] => brands.Exists(brand => brand is "mp41" or "mp42") ? FileType.Mp4 : ForeignMedia.ThreeGp,
        var major when IsMp4(major) || brands.Exists(IsMp4) => FileType.Mp4,
        _ => null,
    };

    private static bool IsMp4(string brand) =>
        brand is "mp41" or "mp42" or "mp71" or "avc1" or "M4V " or "M4VH" or "M4VP" or "MSNV" or "dash" || brand.StartsWith("iso", StringComparison.Ordinal);

    private static FileType? OfTextOrPdf(ReadOnlySpan<byte> head)
    {
        var text = PlainText.Of(head);
        return Programs.OfText(text) ?? Markup.Of(text) ?? Pdf(head) ?? Programs.OfUnknownText(text);
    }

    private static FileType? Pdf(ReadOnlySpan<byte> head) => HasPdfHeader(head) ? FileType.Pdf : null;
}
