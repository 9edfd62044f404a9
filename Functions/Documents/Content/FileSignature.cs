using System.Buffers.Binary;
using System.Text;

namespace Glimmerglass.Functions.Documents.Content;

/// <summary>Tells the type of a file from how its content begins.</summary>
public static class FileSignature
{
    /// <summary>How many bytes from the start decide; more change nothing.</summary>
    public const int NeededBytes = 4 * 1024;

    // Readers take a PDF whose header begins within the first 1,024 bytes (PDF Reference 1.7, appendix H, note 13).
    private const int PdfHeaderBytes = 1024;

    private static readonly FileType Program = FileType.NotTaken("program", "a program");
    private static readonly FileType Script = FileType.NotTaken("script", "a script");
    private static readonly FileType Archive = FileType.NotTaken("archive", "a ZIP, Office or other archive file");
    private static readonly FileType OldOffice = FileType.NotTaken("Office", "an old Office file");
    private static readonly FileType Tiff = FileType.NotTaken("TIFF", "a TIFF picture");
    private static readonly FileType PropertyList = FileType.NotTaken("plist", "a property list");
    private static readonly FileType Avi = FileType.NotTaken("AVI", "an AVI video");
    private static readonly FileType Matroska = FileType.NotTaken("Matroska", "a Matroska video");
    private static readonly FileType Avif = FileType.NotTaken("AVIF", "an AVIF picture");
    private static readonly FileType Html = FileType.NotTaken("HTML", "an HTML page");
    private static readonly FileType Svg = FileType.NotTaken("SVG", "an SVG drawing");
    private static readonly FileType Xml = FileType.NotTaken("XML", "an XML file");

    private static readonly (byte[] Start, FileType Type)[] Starts =
    [
        ([0xFF, 0xD8, 0xFF], FileType.Jpeg),
        ([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A], FileType.Png),
        ([.. "GIF87a"u8], FileType.Gif),
        ([.. "GIF89a"u8], FileType.Gif),
        ([.. "PK"u8, 3, 4], Archive),
        ([.. "PK"u8, 5, 6], Archive),
        ([.. "Rar!"u8], Archive),
        ([0x37, 0x7A, 0xBC, 0xAF], Archive),
        ([0x1F, 0x8B], Archive),
        ([0xD0, 0xCF, 0x11, 0xE0], OldOffice),
        ([0x7F, .. "ELF"u8], Program),
        ([.. "MZ"u8], Program),
        ([0xCF, 0xFA, 0xED, 0xFE], Program),
        ([0xCE, 0xFA, 0xED, 0xFE], Program),
        ([0xCA, 0xFE, 0xBA, 0xBE], Program),
        ([.. "#!"u8], Script),
        ([.. "II*"u8, 0], Tiff),
        ([.. "MM"u8, 0, .. "*"u8], Tiff),
        ([.. "bplist"u8], PropertyList),
    ];

    /// <summary>The type of the file that begins with these bytes, or null. What stands at the very start wins over a PDF header further on.</summary>
    public static FileType? Recognise(ReadOnlySpan<byte> head) =>
        AtStart(head) ?? Riff(head) ?? IsoMedia(head) ?? Ebml.Recognise(head, FileType.WebM, Matroska) ?? Markup(head) ?? Pdf(head);

    /// <summary>Whether a PDF reader opens the file that begins with these bytes, whatever else it is.</summary>
    public static bool HasPdfHeader(ReadOnlySpan<byte> head) => head[..Math.Min(head.Length, PdfHeaderBytes)].IndexOf("%PDF-"u8) >= 0;

    private static FileType? AtStart(ReadOnlySpan<byte> head)
    {
        foreach (var (start, type) in Starts)
        {
            if (head.StartsWith(start)) return type;
        }
        return null;
    }

    private static FileType? Riff(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head.StartsWith("RIFF"u8)) return null;
        if (head[8..12].SequenceEqual("WEBP"u8)) return FileType.WebP;
        return head[8..12].SequenceEqual("AVI "u8) ? Avi : null;
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
        "avif" or "avis" => Avif,
        "mif1" or "msf1" => brands.Contains("avif") || brands.Contains("avis") ? Avif : FileType.Heic,
        "qt  " => FileType.Mov,
        "M4A " or "M4B " or "M4P " or "crx " => null,
        var major when IsMp4(major) || brands.Exists(IsMp4) => FileType.Mp4,
        _ => null,
    };

    private static bool IsMp4(string brand) =>
        brand is "mp41" or "mp42" or "mp71" or "avc1" or "M4V " or "M4VH" or "M4VP" or "MSNV" or "dash" || brand.StartsWith("iso", StringComparison.Ordinal);

    private static FileType? Markup(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head).Replace("\0", "", StringComparison.Ordinal).TrimStart('\u00EF', '\u00BB', '\u00BF', '\u00FE', '\u00FF').TrimStart();
        if (!text.StartsWith('<')) return null;
        if (Has("<html") || Has("<!doctype html") || Has("<script") || Has("<body")) return Html;
        if (Has("<svg")) return Svg;
        return Has("<?xml") ? Xml : null;

        bool Has(string tag) => text.Contains(tag, StringComparison.OrdinalIgnoreCase);
    }

    private static FileType? Pdf(ReadOnlySpan<byte> head) => HasPdfHeader(head) ? FileType.Pdf : null;
}
