using static Glimmerglass.Tests.Corpus.PdfPaper;

namespace Glimmerglass.Tests.Corpus;

/// <summary>Files that are two things at once: good as what they claim, and something else for a reader that begins elsewhere.</summary>
public static partial class Cases
{
    private const string Hidden = "TYPE_MISMATCH|ARCHIVE|EXECUTABLE|TYPE_NOT_ALLOWED|PDF_UNREADABLE|PDF_ACTIVE_CONTENT";
    private const string HiddenArchive = "ARCHIVE|TYPE_MISMATCH";
    private const string Html = "<html><script>alert(1)</script></html>";
    private const string Php = "<?php system($_GET['c']); ?>";

    private static IEnumerable<Case> Polyglots => [.. PaperPolyglots, .. PicturePolyglots, .. VideoPolyglots];

    private static IEnumerable<Case> PaperPolyglots =>
    [
        Paper("PDF and ZIP: the archive at the end", HiddenArchive, () => Octets.Of(OnePage().Bytes, ForeignFile.Zip())),
        Paper("PDF and ZIP: the archive in front, where it wins", HiddenArchive, () => Octets.Of(ForeignFile.Zip(), OnePage().Bytes)),
        Paper("PDF and ZIP: the archive within a stream, its end after the end marker", $"{HiddenArchive}|PDF_UNREADABLE", ZipAcross),
        Paper("PDF and ZIP: the archive within a comment and the end marker in its comment", HiddenArchive, ZipAround),
        Paper("PDF and HTML: the page in front", Hidden, () => (OnePage() with { Header = $"{Html}\n%PDF-1.4\n" }).Bytes),
        Paper("PDF and HTML: the page in front, after blanks", Hidden, () => (OnePage() with { Header = $"   \r\n{Html}\n%PDF-1.4\n" }).Bytes),
        Paper("PDF and HTML: the page in a comment after the header", Hidden, () => (OnePage() with { Header = $"%PDF-1.4\n%{Html}\n" }).Bytes),
        Paper("PDF and HTML: the page between two objects", Hidden, () => OnePage().Objects().Text($"{Html}\n").Table().Bytes),
        Paper("PDF and HTML: the page after the end marker", Hidden, () => Octets.Of(OnePage().Bytes, Octets.Latin(Html))),
        Paper("PDF and PHP: the script after the end marker", Hidden, () => Octets.Of(OnePage().Bytes, Octets.Latin(Php))),
        Paper("PDF and shell script: the script in front", Hidden, () => (OnePage() with { Header = "#!/bin/sh\nexit\n%PDF-1.4\n" }).Bytes),
        Paper("PDF and Windows program: the program in front", Hidden, () => (OnePage() with { Header = "MZ" + new string('\0', 60) + "\n%PDF-1.4\n" }).Bytes),
        Paper("PDF and Windows program: the program at the end", Hidden, () => Octets.Of(OnePage().Bytes, ForeignFile.WindowsProgram())),
        Paper("PDF and Linux program: the program at the end", Hidden, () => Octets.Of(OnePage().Bytes, ForeignFile.LinuxProgram())),
        Paper("PDF and script of Windows: the host's page at the end", Hidden, () => Octets.Of(OnePage().Bytes, Octets.Latin("<script language=\"VBScript\">CreateObject(\"x\")</script>"))),
        Paper("PDF and JPEG: the picture in front", "TYPE_MISMATCH", () => (OnePage() with { Header = "\u00FF\u00D8\u00FF\u00FE\u0002\u0000\n%PDF-1.4\n" }).Bytes),
        Paper("PDF and RAR: the archive at the end", HiddenArchive, () => Octets.Of(OnePage().Bytes, Octets.Latin("Rar!\u001A\u0007\u0001\0"), Octets.Noise(2000))),
        Paper("PDF and 7-Zip: the archive at the end", HiddenArchive, () => Octets.Of(OnePage().Bytes, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], Octets.Noise(2000))),
        Paper("PDF and noise: two thousand bytes at the end", "TYPE_MISMATCH|PDF_UNREADABLE", () => Octets.Of(OnePage().Bytes, Octets.Noise(2000))),
    ];

    private static IEnumerable<Case> PicturePolyglots =>
    [
        Jpeg("JPEG and ZIP: the archive at the end", HiddenArchive, () => Octets.Of(JpegFile.Grey(160, 120), ForeignFile.Zip())),
        Jpeg("JPEG and PHP: the script at the end", Hidden, () => Octets.Of(JpegFile.Grey(160, 120), Octets.Latin(Php))),
        Jpeg("JPEG and PHP: the script in a comment", Hidden, () => JpegFile.Grey(160, 120, JpegFile.Segment(0xFE, Octets.Latin(Php)))),
        Jpeg("JPEG and HTML: the page in a comment", Hidden, () => JpegFile.Grey(160, 120, JpegFile.Segment(0xFE, Octets.Latin(Html)))),
        Jpeg("JPEG and PDF: the header in a comment at the start", Hidden, () => Octets.Of(JpegFile.Start, JpegFile.Segment(0xFE, Octets.Latin("\n%PDF-1.4\n1 0 obj<<>>endobj")), JpegFile.Grey(160, 120)[2..])),
        Jpeg("JPEG and PDF: the document at the end", Hidden, () => Octets.Of(JpegFile.Grey(160, 120), OnePage().Bytes)),
        Jpeg("JPEG and Windows program: the program at the end", Hidden, () => Octets.Of(JpegFile.Grey(160, 120), ForeignFile.WindowsProgram())),
        Jpeg("JPEG and RAR: the archive at the end", Hidden, () => Octets.Of(JpegFile.Grey(160, 120), Octets.Latin("Rar!\u001A\u0007\u0001\0"), Octets.Noise(1000))),
        Jpeg("JPEG and ZIP: the archive in a segment, its end at the end of the picture", Hidden, () => Octets.Of(JpegFile.Grey(160, 120, JpegFile.Segment(0xEF, ForeignFile.Zip())), Octets.Latin("PK\u0005\u0006"), new byte[18])),
        Png("PNG and ZIP: the archive at the end", HiddenArchive, () => Octets.Of(PngFile.Grey(64, 48), ForeignFile.Zip())),
        Png("PNG and ZIP: the archive in a chunk before the end", Hidden, () => Octets.Of(PngFile.Grey(64, 48)[..^12], PngFile.Chunk("zipP", ForeignFile.Zip()), PngFile.End)),
        Png("PNG and PHP: the script in a text chunk", Hidden, () => PngFile.Grey(64, 48, PngFile.Chunk("tEXt", Octets.Latin("Comment\0" + Php)))),
        Png("PNG and HTML: the page at the end", Hidden, () => Octets.Of(PngFile.Grey(64, 48), Octets.Latin(Html))),
        Png("PNG and PDF: the document in a chunk at the start", Hidden, () => Octets.Of(PngFile.Start, PngFile.Header(64, 48), PngFile.Chunk("pdFa", OnePage().Bytes), PngFile.Grey(64, 48)[33..])),
        Gif("GIF and script: the size reads as the start of a comment", Hidden, () => Octets.Of(Octets.Latin("GIF89a/*"), GifFile.Picture(40, 30)[8..], Octets.Latin("*/=1;alert(1)"))),
        Gif("GIF and ZIP: the archive at the end", HiddenArchive, () => Octets.Of(GifFile.Picture(40, 30), ForeignFile.Zip())),
        Gif("GIF and PHP: the script in a comment", Hidden, () => Octets.Of(GifFile.Start(40, 30), GifFile.Comment(Php), GifFile.Frame(40, 30), [GifFile.End])),
        WebP("WebP and ZIP: the archive in a chunk", Hidden, () => WebPFile.Riff(WebPFile.Extended(0, 64, 48), WebPFile.Lossy(64, 48), WebPFile.Chunk("ZIPP", ForeignFile.Zip()))),
        WebP("WebP and ZIP: the archive at the end", HiddenArchive, () => Octets.Of(WebPFile.Riff(WebPFile.Lossy(64, 48)), ForeignFile.Zip())),
        Heic("HEIC and ZIP: the archive at the end", Hidden, () => Octets.Of(IsoFile.Heic(640, 480), ForeignFile.Zip())),
        Heic("HEIC and PDF: the document in a free box at the start", Hidden, () => Octets.Of(IsoFile.Brands("heic", "mif1", "heic"), IsoFile.Box("free", OnePage().Bytes), IsoFile.Heic(640, 480)[24..])),
    ];

    private static IEnumerable<Case> VideoPolyglots =>
    [
        Mp4("MP4 and ZIP: the archive at the end", Hidden, () => Octets.Of(IsoFile.Mp4(), ForeignFile.Zip())),
        Mp4("MP4 and ZIP: the archive in a free box at the end", Hidden, () => Octets.Of(IsoFile.Mp4(), IsoFile.Box("free", ForeignFile.Zip()))),
        Mp4("MP4 and HTML: the page in a free box at the start", Hidden, () => Octets.Of(IsoFile.Brands("isom", "isom", "avc1"), IsoFile.Box("free", Octets.Latin(Html)), IsoFile.Mp4()[36..])),
        Mp4("MP4 and PDF: the header in a free box at the start", Hidden, () => Octets.Of(IsoFile.Brands("isom", "isom", "avc1"), IsoFile.Box("free", Octets.Latin("\n%PDF-1.4\n")), IsoFile.Mp4()[36..])),
        WebM("WebM and ZIP: the archive at the end", Hidden, () => Octets.Of(EbmlFile.Movie(), ForeignFile.Zip())),
        WebM("WebM and ZIP: the archive in a void element at the end", Hidden, () => Octets.Of(EbmlFile.Header(), EbmlFile.Element(EbmlFile.Segment, [.. EbmlFile.Description, EbmlFile.Element(EbmlFile.Cluster, EbmlFile.Blocks(0)), EbmlFile.Element(0xEC, ForeignFile.Zip())]))),
    ];

    /// <summary>The archive's files lie in a stream of the paper, and its directory, with offsets that fit, after the end marker.</summary>
    private static byte[] ZipAcross()
    {
        var zip = ForeignFile.Zip();
        var directory = IndexOf(zip, "PK\u0001\u0002");
        var files = OnePage().WithStream(6, "", zip[..directory]).Bytes;
        var tail = zip[directory..];
        var at = IndexOf(files, "PK\u0003\u0004");
        Octets.Little32(at).CopyTo(tail, 42);
        Octets.Little32(files.Length).CopyTo(tail, IndexOf(tail, "PK\u0005\u0006") + 16);
        return Octets.Of(files, tail);
    }

    /// <summary>The whole archive stands in front of the table, and the rest of the paper is the comment at its end.</summary>
    private static byte[] ZipAround()
    {
        var zip = ForeignFile.Zip();
        var writer = OnePage().Objects();
        var at = writer.Stream(6, "", zip).Bytes.AsSpan().IndexOf(zip);
        var paper = writer.Table().Bytes;
        var ends = at + zip.Length;
        var directory = at + IndexOf(zip, "PK\u0001\u0002");
        Octets.Little32(at).CopyTo(paper, directory + 42);
        Octets.Little32(directory).CopyTo(paper, ends - 22 + 16);
        Octets.Little16(paper.Length - ends).CopyTo(paper, ends - 2);
        return paper;
    }
}
