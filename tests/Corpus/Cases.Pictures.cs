using static Glimmerglass.Tests.Corpus.JpegFile;

namespace Glimmerglass.Tests.Corpus;

/// <summary>Pictures of cameras, phones, browsers and drawing programs: the good ones, and those that are cut or too large.</summary>
public static partial class Cases
{
    private const string Truncated = "TRUNCATED";
    private const string CutOrMismatch = "TRUNCATED|TYPE_MISMATCH";
    private const string TooManyPixels = "TOO_MANY_PIXELS";
    private const string Location = "LOCATION_DATA";

    private static IEnumerable<Case> Pictures => [.. GoodJpegs, .. GoodPngs, .. GoodGifs, .. GoodWebPs, .. GoodHeics];

    private static IEnumerable<Case> GoodJpegs =>
    [
        Jpeg("JPEG: grey, baseline, JFIF", "-", () => Grey(160, 120)),
        Jpeg("JPEG: one pixel", "-", () => Grey(1, 1)),
        Jpeg("JPEG: progressive", "-", () => Progressive(160, 120)),
        Jpeg("JPEG: with restart markers", "-", () => Restarting(160, 120)),
        Jpeg("JPEG: four colours, Adobe, no JFIF", "-", () => FourColours(80, 60)),
        Jpeg("JPEG: EXIF without a place", "-", () => Octets.Of(Start, Exif(false), Grey(160, 120)[2..])),
        Jpeg("JPEG: EXIF with a place", "-", () => Octets.Of(Start, Exif(true), Grey(160, 120)[2..])) with { Warning = Location },
        Jpeg("JPEG: a small preview within EXIF", "-", () => Octets.Of(Start, Segment(0xE1, [.. "Exif\0\0"u8, .. ExifFile.Tiff(false), .. Grey(16, 16)]), Grey(160, 120)[2..])),
        Jpeg("JPEG: a colour profile and an XMP packet", "-", () => Grey(160, 120, Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. Octets.Noise(600)]), Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"u8]))),
        Jpeg("JPEG: an XMP packet with a place", "-", () => Grey(160, 120, Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta exif:GPSLatitude='47,22.5N' exif:GPSLongitude='8,33.25E'/>"u8]))) with { Warning = Location },
        Jpeg("JPEG: a comment of the camera", "-", () => Grey(160, 120, Segment(0xFE, Octets.Latin("CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90\n")))),
        Jpeg("JPEG: several pictures in one file, as phones write them", "-", () => MultiPicture(Grey(160, 120), Grey(80, 60))),
        Jpeg("JPEG: fill bytes before a marker", "-", () => Octets.Of(Start, [0xFF, 0xFF, 0xFF], Jfif, Grey(16, 16)[(2 + 18)..])),
        Jpeg("JPEG: zero bytes after its end, as cameras pad it", "-", () => Octets.Of(Grey(160, 120), new byte[600])),
        Jpeg("JPEG: a line end after its end", "-", () => Octets.Of(Grey(160, 120), [0x0D, 0x0A])),
        Jpeg("JPEG: declared as image/pjpeg, named .jpeg", "-", () => Grey(160, 120)) with { FileName = "photo.JPEG", ContentType = "image/pjpeg" },
        Jpeg("JPEG: 10,000 × 10,000 pixels in its header", "-", () => Octets.Of(Start, Jfif, Tables, Frame(0xC0, 10_000, 10_000, 1), ScanOf(800, 800, 1, 0, 63), End)),
        Jpeg("JPEG: a hundred segments", "-", () => Grey(16, 16, [.. Enumerable.Repeat(Segment(0xEC, Octets.Noise(100)), 100)])),
    ];

    private static IEnumerable<Case> GoodPngs =>
    [
        Png("PNG: grey", "-", () => PngFile.Grey(64, 48)),
        Png("PNG: data in many chunks", "-", () => PngFile.InManyChunks(120, 90)),
        Png("PNG: texts, times and resolution", "-", () => PngFile.Grey(64, 48, PngFile.Chunk("pHYs", [.. Octets.Big32(2835), .. Octets.Big32(2835), 1]), PngFile.Chunk("tEXt", [.. "Software\0Paint"u8]), PngFile.Chunk("tIME", [7, 0xEA, 1, 1, 0, 0, 0]))),
        Png("PNG: a palette", "-", () => Octets.Of(PngFile.Start, PngFile.Header(64, 48, 8, 3), PngFile.Chunk("PLTE", Octets.Noise(768)), PngFile.Chunk("IDAT", PngFile.Data(64, 48)), PngFile.End)),
        Png("PNG: moving pictures", "-", () => PngFile.Moving(32, 32, 4)),
        Png("PNG: EXIF without a place", "-", () => PngFile.Grey(64, 48, PngFile.Chunk("eXIf", ExifFile.Tiff(false)))),
        Png("PNG: EXIF with a place", "-", () => PngFile.Grey(64, 48, PngFile.Chunk("eXIf", ExifFile.Tiff(true, bigEndian: true)))) with { Warning = Location },
        Png("PNG: a private chunk of a drawing program", "-", () => PngFile.Grey(64, 48, PngFile.Chunk("prVW", Octets.Noise(2000)))),
    ];

    private static IEnumerable<Case> GoodGifs =>
    [
        Gif("GIF: one picture", "-", () => GifFile.Picture(40, 30)),
        Gif("GIF: version 87a", "-", () => GifFile.Picture(40, 30, 1, "GIF87a")),
        Gif("GIF: a loop of four pictures", "-", () => Octets.Of(GifFile.Start(40, 30), GifFile.Loops, Octets.Of([.. Enumerable.Repeat(Octets.Of(GifFile.Delay, GifFile.Frame(40, 30)), 4)]), [GifFile.End])),
        Gif("GIF: a comment", "-", () => Octets.Of(GifFile.Start(40, 30), GifFile.Comment("Created with a drawing program"), GifFile.Frame(40, 30), [GifFile.End])),
    ];

    private static IEnumerable<Case> GoodWebPs =>
    [
        WebP("WebP: lossy", "-", () => WebPFile.Riff(WebPFile.Lossy(64, 48))),
        WebP("WebP: lossless", "-", () => WebPFile.Riff(WebPFile.Lossless(64, 48))),
        WebP("WebP: extended, with colour profile", "-", () => WebPFile.Riff(WebPFile.Extended(0x20, 64, 48), WebPFile.Chunk("ICCP", Octets.Noise(301)), WebPFile.Lossy(64, 48))),
        WebP("WebP: moving pictures", "-", () => WebPFile.Moving(32, 32, 3)),
        WebP("WebP: EXIF without a place", "-", () => WebPFile.Riff(WebPFile.Extended(0x08, 64, 48), WebPFile.Lossy(64, 48), WebPFile.Chunk("EXIF", ExifFile.Tiff(false)))),
        WebP("WebP: EXIF with a place", "-", () => WebPFile.Riff(WebPFile.Extended(0x08, 64, 48), WebPFile.Lossy(64, 48), WebPFile.Chunk("EXIF", ExifFile.Tiff(true)))) with { Warning = Location },
        WebP("WebP: EXIF with the JPEG prefix and a place", "-", () => WebPFile.Riff(WebPFile.Extended(0x08, 64, 48), WebPFile.Lossy(64, 48), WebPFile.Chunk("EXIF", [.. "Exif\0\0"u8, .. ExifFile.Tiff(true)]))) with { Warning = Location },
    ];

    private static IEnumerable<Case> GoodHeics =>
    [
        Heic("HEIC: one picture of a phone", "-", () => IsoFile.Heic(4032, 3024)),
        Heic("HEIC: brand mif1", "-", () => IsoFile.Heic(4032, 3024, major: "mif1")),
        Heic("HEIC: EXIF without a place", "-", () => IsoFile.Heic(4032, 3024, IsoFile.ExifItem(false))),
        Heic("HEIC: EXIF with a place", "-", () => IsoFile.Heic(4032, 3024, IsoFile.ExifItem(true))) with { Warning = Location },
        Heic("HEIC: a free box at its end, named .heif", "-", () => IsoFile.Heic(640, 480, dataInMeta: true)) with { FileName = "a.heif", ContentType = "image/heif" },
    ];

    private static IEnumerable<Case> BrokenPictures => [.. BrokenJpegs, .. BrokenPngs, .. BrokenGifs, .. BrokenWebPs, .. BrokenHeics];

    private static IEnumerable<Case> BrokenJpegs =>
    [
        Jpeg("JPEG: cut after its first marker", CutOrMismatch, () => Grey(160, 120)[..4]),
        Jpeg("JPEG: cut within a segment", Truncated, () => Grey(160, 120)[..40]),
        Jpeg("JPEG: cut before the scan", Truncated, () => Octets.Of(Start, Jfif, Tables, Frame(0xC0, 160, 120, 1))),
        Jpeg("JPEG: cut within the scan", Truncated, () => Part(Grey(160, 120), 80)),
        Jpeg("JPEG: only its end marker is missing", Truncated, () => Grey(160, 120)[..^2]),
        Jpeg("JPEG: half its end marker is missing", Truncated, () => Grey(160, 120)[..^1]),
        Jpeg("JPEG: no picture between start and end", CutOrMismatch, () => Octets.Of(Start, Jfif, End)),
        Jpeg("JPEG: the second half is zero bytes", Truncated, () => HalfZero(Grey(400, 300))),
        Jpeg("JPEG: 20,000 × 20,000 pixels", TooManyPixels, () => Octets.Of(Start, Jfif, Tables, Frame(0xC0, 20_000, 20_000, 1), ScanOf(80, 80, 1, 0, 63), End)),
        Jpeg("JPEG: 65,535 × 65,535 pixels, progressive", TooManyPixels, () => Octets.Of(Start, Jfif, Tables, Frame(0xC2, 65_535, 65_535, 3), ScanOf(80, 80, 3, 0, 0), End)),
        Jpeg("JPEG: an end marker within EXIF, and cut", Truncated, () => Part(Octets.Of(Start, Segment(0xE1, [.. "Exif\0\0"u8, .. Grey(16, 16)]), Grey(160, 120)[2..]), 80)),
        Jpeg("JPEG: a segment that declares a length of one", CutOrMismatch, () => Octets.Of(Start, [0xFF, 0xE0, 0, 1], Grey(16, 16)[2..])),
    ];

    private static IEnumerable<Case> BrokenPngs =>
    [
        Png("PNG: cut after its signature", CutOrMismatch, () => PngFile.Start),
        Png("PNG: cut within its header", CutOrMismatch, () => PngFile.Grey(64, 48)[..20]),
        Png("PNG: cut within its data", Truncated, () => Part(PngFile.Grey(64, 48), 60)),
        Png("PNG: no IEND", Truncated, () => PngFile.Grey(64, 48)[..^12]),
        Png("PNG: IEND without its checksum", Truncated, () => PngFile.Grey(64, 48)[..^4]),
        Png("PNG: a chunk that declares two gigabytes", CutOrMismatch, () => Octets.Of(PngFile.Start, PngFile.Header(64, 48), Octets.Big32(int.MaxValue), Octets.Latin("IDAT"), PngFile.Data(64, 48), PngFile.End)),
        Png("PNG: 100,000 × 100,000 pixels", TooManyPixels, () => Octets.Of(PngFile.Start, PngFile.Header(100_000, 100_000), PngFile.Chunk("IDAT", PngFile.Data(64, 48)), PngFile.End)),
        Png("PNG: 10,001 × 10,000 pixels", TooManyPixels, () => Octets.Of(PngFile.Start, PngFile.Header(10_001, 10_000), PngFile.Chunk("IDAT", PngFile.Data(64, 48)), PngFile.End)),
        Png("PNG: no pixels across", "TYPE_MISMATCH|TRUNCATED|TOO_MANY_PIXELS", () => Octets.Of(PngFile.Start, PngFile.Header(0, 48), PngFile.Chunk("IDAT", PngFile.Data(64, 48)), PngFile.End)),
        Png("PNG: no data", CutOrMismatch, () => Octets.Of(PngFile.Start, PngFile.Header(64, 48), PngFile.End)),
        Png("PNG: moving pictures of more than the limit together", "?", () => Octets.Of(PngFile.Start, PngFile.Header(9000, 9000), PngFile.Chunk("acTL", [.. Octets.Big32(1_000_000), .. Octets.Big32(0)]), PngFile.Chunk("IDAT", PngFile.Data(64, 48)), PngFile.End)),
    ];

    private static IEnumerable<Case> BrokenGifs =>
    [
        Gif("GIF: cut after its header", CutOrMismatch, () => GifFile.Picture(40, 30)[..13]),
        Gif("GIF: cut within its colours", CutOrMismatch, () => GifFile.Picture(40, 30)[..100]),
        Gif("GIF: cut within its data", Truncated, () => Part(GifFile.Picture(40, 30), 70)),
        Gif("GIF: no trailer", Truncated, () => GifFile.Picture(40, 30)[..^1]),
        Gif("GIF: no picture", CutOrMismatch, () => Octets.Of(GifFile.Start(40, 30), [GifFile.End])),
        Gif("GIF: 60,000 × 60,000 pixels", TooManyPixels, () => Octets.Of(GifFile.Start(60_000, 60_000), GifFile.Frame(40, 30), [GifFile.End])),
        Gif("GIF: cut after its second picture", Truncated, () => Octets.Of(GifFile.Start(40, 30), GifFile.Frame(40, 30), GifFile.Delay, GifFile.Frame(40, 30))),
    ];

    private static IEnumerable<Case> BrokenWebPs =>
    [
        WebP("WebP: cut after its header", CutOrMismatch, () => WebPFile.Riff(WebPFile.Lossy(64, 48))[..12]),
        WebP("WebP: cut within its data", Truncated, () => Part(WebPFile.Riff(WebPFile.Lossy(64, 48)), 70)),
        WebP("WebP: the last byte is missing", Truncated, () => WebPFile.Riff(WebPFile.Lossy(64, 48))[..^1]),
        WebP("WebP: no picture chunk", CutOrMismatch, () => WebPFile.Riff(WebPFile.Chunk("EXIF", ExifFile.Tiff(false)))),
        WebP("WebP: 16,384 × 16,384 pixels", TooManyPixels, () => WebPFile.Riff(WebPFile.Lossless(16_384, 16_384))),
        WebP("WebP: 16 million × 16 million pixels in its extended header", TooManyPixels, () => WebPFile.Riff(WebPFile.Extended(0, 16_000_000, 16_000_000), WebPFile.Lossy(64, 48))),
        WebP("WebP: a chunk that declares four gigabytes", CutOrMismatch, () => WebPFile.Riff([.. "VP8 "u8, 0xFF, 0xFF, 0xFF, 0xFF], Octets.Noise(100))),
        WebP("WebP: more bytes than its RIFF header declares", "TYPE_MISMATCH", () => Octets.Of(WebPFile.Riff(WebPFile.Lossy(64, 48)), Octets.Noise(500))),
    ];

    private static IEnumerable<Case> BrokenHeics =>
    [
        Heic("HEIC: cut after its brands", CutOrMismatch, () => IsoFile.Heic(640, 480)[..24]),
        Heic("HEIC: cut within its description", Truncated, () => IsoFile.Heic(640, 480)[..100]),
        Heic("HEIC: cut within its data", Truncated, () => Part(IsoFile.Heic(640, 480), 80)),
        Heic("HEIC: no data box", CutOrMismatch, () => Octets.CutAt(IsoFile.Heic(640, 480), "mdat", -4)),
        Heic("HEIC: 50,000 × 50,000 pixels", TooManyPixels, () => IsoFile.Heic(50_000, 50_000)),
        Heic("HEIC: no description of items", CutOrMismatch, () => Octets.Of(IsoFile.Brands("heic", "mif1", "heic"), IsoFile.Box("mdat", Octets.Noise(500)))),
    ];

    /// <summary>The second picture follows the end of the first, which names it in a segment (CIPA DC-007).</summary>
    private static byte[] MultiPicture(byte[] first, byte[] second)
    {
        byte[] Segment(int at) => JpegFile.Segment(0xE2,
        [
            .. "MPF\0MM"u8, 0, 42, .. Octets.Big32(8), 0, 3,
            .. Octets.Big16(0xB000), .. Octets.Big16(7), .. Octets.Big32(4), .. "0100"u8,
            .. Octets.Big16(0xB001), .. Octets.Big16(4), .. Octets.Big32(1), .. Octets.Big32(2),
            .. Octets.Big16(0xB002), .. Octets.Big16(7), .. Octets.Big32(32), .. Octets.Big32(50), .. Octets.Big32(0),
            .. Octets.Big32(0x20030000), .. Octets.Big32(first.Length + 90), .. Octets.Big32(0), .. Octets.Big32(0),
            .. Octets.Big32(0), .. Octets.Big32(second.Length), .. Octets.Big32(at), .. Octets.Big32(0),
        ]);
        var afterJfif = 2 + 18;
        var length = first.Length + Segment(0).Length;
        return Octets.Of(first[..afterJfif], Segment(length - afterJfif - 8), first[afterJfif..], second);
    }
}
