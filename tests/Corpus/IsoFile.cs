namespace Glimmerglass.Tests.Corpus;

/// <summary>Builds files of the ISO base media format: MP4, QuickTime and HEIC (ISO/IEC 14496-12, 23008-12).</summary>
public static class IsoFile
{
    public static byte[] Box(string type, params IReadOnlyList<byte[]> content)
    {
        var bytes = Octets.Of(content);
        return [.. Octets.Big32(bytes.Length + 8), .. Octets.Latin(type), .. bytes];
    }

    public static byte[] Full(string type, byte version, int flags, params IReadOnlyList<byte[]> content) => Box(type, [[version, .. Octets.Big32(flags)[1..]], .. content]);

    public static byte[] Brands(string major, params IReadOnlyList<string> compatible) => Box("ftyp", [Octets.Latin(major), Octets.Big32(512), .. compatible.Select(Octets.Latin)]);

    public static byte[] Mp4(bool moovFirst = true, int dataBytes = 2000)
    {
        var brands = Brands("isom", "isom", "iso2", "avc1", "mp41");
        var data = Box("mdat", Octets.Noise(dataBytes));
        return moovFirst
            ? Octets.Of(brands, Movie(640, 480, brands.Length + Movie(640, 480, 0).Length + 8), Box("free"), data)
            : Octets.Of(brands, Box("free"), data, Movie(640, 480, brands.Length + 16));
    }

    public static byte[] Mov(int dataBytes = 2000)
    {
        var brands = Brands("qt  ", "qt  ");
        return Octets.Of(brands, Box("wide"), Box("mdat", Octets.Noise(dataBytes)), Movie(1920, 1080, brands.Length + 16, Box("udta", Box("\u00A9mak", Octets.Latin("\0\u0005\u0015\u00C7Phone"), Octets.Big32(0)))));
    }

    /// <summary>A movie without samples and two fragments that hold them, as recorders and DASH write it.</summary>
    public static byte[] Fragmented(params IReadOnlyList<byte[]> more)
    {
        var extends = Box("mvex", Full("trex", 0, 0, Octets.Big32(1), Octets.Big32(1), Octets.Big32(0), Octets.Big32(0), Octets.Big32(0)));
        return Octets.Of([Brands("iso5", "iso5", "iso6", "mp41"), Movie(640, 480, 0, extends), Fragment(1), Fragment(2), .. more]);
    }

    public static byte[] Fragment(int sequence)
    {
        var run = Full("trun", 0, 0x201, Octets.Big32(1), Octets.Big32(100), Octets.Big32(500));
        return Octets.Of(
            Box("moof", Full("mfhd", 0, 0, Octets.Big32(sequence)), Box("traf", Full("tfhd", 0, 0x20000, Octets.Big32(1)), Full("tfdt", 0, 0, Octets.Big32(0)), run)),
            Box("mdat", Octets.Noise(500)));
    }

    public static byte[] Movie(int width, int height, int dataAt, params IReadOnlyList<byte[]> more) => Box("moov",
    [
        Full("mvhd", 0, 0, new byte[8], Octets.Big32(1000), Octets.Big32(1000), Octets.Big32(0x10000), Octets.Big16(0x100), new byte[10], Matrix, new byte[24], Octets.Big32(2)),
        Box("trak", TrackHeader(width, height), Box("mdia",
            Full("mdhd", 0, 0, new byte[8], Octets.Big32(1000), Octets.Big32(1000), Octets.Big16(0x55C4), Octets.Big16(0)),
            Full("hdlr", 0, 0, new byte[4], Octets.Latin("vide"), new byte[12], Octets.Latin("VideoHandler\0")),
            Box("minf", Full("vmhd", 0, 1, new byte[8]), Box("dinf", Full("dref", 0, 0, Octets.Big32(1), Full("url ", 0, 1))), Samples(width, height, dataAt)))),
        .. more,
    ]);

    /// <summary>A picture of one HEVC item, with the items that may go along (EXIF among them).</summary>
    public static byte[] Heic(int width, int height, byte[]? exif = null, string major = "heic", bool dataInMeta = false)
    {
        var picture = Octets.Noise(700);
        var brands = Brands(major, "mif1", "heic");
        var at = brands.Length + Meta(width, height, 0, picture.Length, exif).Length + 8;
        return Octets.Of(brands, Meta(width, height, at, picture.Length, exif), Box("mdat", picture, exif ?? []), dataInMeta ? Box("free", new byte[16]) : []);
    }

    /// <summary>The EXIF item's data: where its TIFF part begins, and that part.</summary>
    public static byte[] ExifItem(bool withPlace) => [.. Octets.Big32(6), .. "Exif\0\0"u8, .. ExifFile.Tiff(withPlace, bigEndian: true)];

    private static readonly byte[] Matrix = [.. new[] { 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000 }.SelectMany(number => Octets.Big32(number))];

    private static byte[] Meta(int width, int height, int dataAt, int pictureBytes, byte[]? exif)
    {
        List<(int Id, string Type, int At, int Length)> items = [(1, "hvc1", dataAt, pictureBytes)];
        if (exif is not null) items.Add((2, "Exif", dataAt + pictureBytes, exif.Length));
        return Full("meta", 0, 0,
            Full("hdlr", 0, 0, new byte[4], Octets.Latin("pict"), new byte[13]),
            Full("pitm", 0, 0, Octets.Big16(1)),
            Full("iloc", 0, 0, [[0x44, 0x00], Octets.Big16(items.Count), .. items.Select(item => (byte[])[.. Octets.Big16(item.Id), 0, 0, .. Octets.Big16(1), .. Octets.Big32(item.At), .. Octets.Big32(item.Length)])]),
            Full("iinf", 0, 0, [Octets.Big16(items.Count), .. items.Select(item => Full("infe", 2, 0, Octets.Big16(item.Id), [0, 0], Octets.Latin(item.Type), [0]))]),
            exif is null ? [] : Full("iref", 0, 0, Box("cdsc", Octets.Big16(2), Octets.Big16(1), Octets.Big16(1))),
            Box("iprp", Box("ipco", Box("hvcC", HevcConfiguration), Full("ispe", 0, 0, Octets.Big32(width), Octets.Big32(height))),
                Full("ipma", 0, 0, Octets.Big32(1), Octets.Big16(1), [2, 0x81, 2])));
    }

    private static readonly byte[] HevcConfiguration = [1, 3, 0x70, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 0xF0, 0, 0xFC, 0xFD, 0xF8, 0xF8, 0, 0, 0x0F, 0];

    private static byte[] TrackHeader(int width, int height) => Full("tkhd", 0, 3,
        new byte[8], Octets.Big32(1), new byte[4], Octets.Big32(1000), new byte[16], Matrix, Octets.Big32((long)width << 16), Octets.Big32((long)height << 16));

    private static byte[] Samples(int width, int height, int dataAt) => Box("stbl",
        Full("stsd", 0, 0, Octets.Big32(1), Box("avc1", new byte[6], Octets.Big16(1), new byte[16], Octets.Big16(width), Octets.Big16(height), Octets.Big32(0x480000), Octets.Big32(0x480000),
            new byte[4], Octets.Big16(1), new byte[32], Octets.Big16(24), Octets.Big16(-1), Box("avcC", [1, 0x42, 0xC0, 0x1E, 0xFF, 0xE0, 0]))),
        Full("stts", 0, 0, Octets.Big32(1), Octets.Big32(1), Octets.Big32(1000)),
        Full("stsc", 0, 0, Octets.Big32(1), Octets.Big32(1), Octets.Big32(1), Octets.Big32(1)),
        Full("stsz", 0, 0, Octets.Big32(0), Octets.Big32(1), Octets.Big32(500)),
        Full("stco", 0, 0, Octets.Big32(1), Octets.Big32(dataAt)));
}
