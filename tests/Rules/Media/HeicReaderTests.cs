using static Glimmerglass.Tests.Rules.Media.Boxes;

namespace Glimmerglass.Tests.Rules.Media;

public class HeicReaderTests
{
    private static readonly byte[] Heic = Ftyp("heic", "mif1", "heic");
    private static readonly byte[] Gps = [.. Number(0), .. Tiff()];

    /// <summary>An Exif item of 8 + 104 bytes whose TIFF header stands behind the mark that JPEG puts in front of it.</summary>
    private static readonly byte[] GpsBehindMark = [.. Number(6), .. "Exif\0\0"u8, .. Tiff()];

    public static TheoryData<string, byte[]> Good => new()
    {
        { "one picture", Picture() },
        { "picture in 64 bits", Of(Heic, Meta(Iloc(1, (1, 0, MdatAt(), 100))), LongBox("mdat", new byte[200])) },
        { "picture that lies in the item data", Of(Heic, Meta(Iloc(1, (1, 1, 0, 50)), Box("idat", new byte[50]))) },
        { "places of version 0", Of(Heic, Meta(Iloc(0, (1, 0, MdatAt(), 100))), Mdat()) },
        { "places of version 2", Of(Heic, Meta(Iloc(2, (1, 0, MdatAt(), 100))), Mdat()) },
        { "other boxes and zeros", Of(Heic, Box("free"), Meta(Iloc(1, (1, 0, MdatAt(), 100))), Mdat(), Box("uuid", new byte[20]), new byte[40]) },
        { "sequence", Of(Ftyp("msf1", "hevc"), Moov(), Mdat()) },
        { "sequence with a picture", Of(Ftyp("heic", "mif1"), Meta(Iloc(1, (1, 0, MdatAt(), 100))), Mdat(2000), Moov()) },
    };

    public static TheoryData<string, byte[], string> Bad => new()
    {
        { "no meta box", Of(Heic, Mdat()), "TRUNCATED" },
        { "film with the name of a picture", Of(Heic, Moov(), Mdat()), "TRUNCATED" },
        { "sequence without its media data", Of(Ftyp("msf1", "hevc"), Moov()), "TRUNCATED" },
        { "item behind the end of the file", Of(Heic, Meta(Iloc(1, (1, 0, MdatAt(), 5000))), Mdat()), "TRUNCATED" },
        { "item that begins behind the end", Of(Heic, Meta(Iloc(1, (1, 0, int.MaxValue, 0))), Mdat()), "TRUNCATED" },
        { "media data missing", Of(Heic, Meta(Iloc(1, (1, 0, MdatAt(), 100)))), "TRUNCATED" },
        { "item behind the end of the item data", Of(Heic, Meta(Iloc(1, (1, 1, 40, 50)), Box("idat", new byte[50]))), "TRUNCATED" },
        { "media data longer than the file", Of(Heic, Meta(Iloc(1, (1, 0, MdatAt(), 10))), Number(500), Letters("mdat"), new byte[100]), "TRUNCATED" },
        { "meta box of a film", Of(Heic, Meta(Iloc(1), handler: "mdir"), Mdat()), "TYPE_MISMATCH" },
        { "no main item", Of(Heic, Meta(Iloc(1), pitm: []), Mdat()), "TYPE_MISMATCH" },
        { "no items", Of(Heic, Meta(Iloc(1), iinf: []), Mdat()), "TYPE_MISMATCH" },
        { "no places", Of(Heic, Meta([]), Mdat()), "TYPE_MISMATCH" },
        { "no size", Of(Heic, Meta(Iloc(1), ispe: []), Mdat()), "TYPE_MISMATCH" },
        { "two meta boxes", Of(Heic, Meta(Iloc(1)), Meta(Iloc(1)), Mdat()), "TYPE_MISMATCH" },
        { "two lists of places", Of(Heic, Meta(Of(Iloc(1), Iloc(1))), Mdat()), "TYPE_MISMATCH" },
        { "places cut short", Of(Heic, Meta(FullBox("iloc", 1, [0x44, 0], Short(9), new byte[20])), Mdat()), "TYPE_MISMATCH" },
        { "places of an unknown size", Of(Heic, Meta(FullBox("iloc", 1, [0x43, 0], Short(0))), Mdat()), "TYPE_MISMATCH" },
        { "places of an unknown version", Of(Heic, Meta(Iloc(3)), Mdat()), "TYPE_MISMATCH" },
        { "65,535 places that take no room", Of(Heic, Meta(FullBox("iloc", 1, [0, 0], Short(1), Short(1), Short(0), Short(0), Short(65_535))), Mdat()), "TYPE_MISMATCH" },
        { "item in another file", Of(Heic, Meta(FullBox("iloc", 0, [0x44, 0], Short(1), Short(1), Short(1), Short(0))), Mdat()), "TYPE_MISMATCH" },
        { "list of 300 KB", Of(Heic, Meta(Iloc(1), iinf: FullBox("iinf", 0, new byte[300_000])), Mdat()), "TYPE_MISMATCH" },
        { "ZIP behind the last box", Of(Picture(), Letters("PK\u0003\u0004\u0014\0\0\0\b\0")), "ARCHIVE TYPE_MISMATCH" },
        { "200 million pixels", Of(Heic, Meta(Iloc(1), ispe: Of(Ispe(512, 512), Ispe(20_000, 10_000), Ispe(512, 512))), Mdat()), "TOO_MANY_PIXELS" },
        { "2^64 pixels", Of(Heic, Meta(Iloc(1), ispe: Ispe(-1, -1)), Mdat()), "TOO_MANY_PIXELS" },
    };

    [Theory, MemberData(nameof(Good))]
    public void A_whole_picture_passes(string picture, byte[] content)
    {
        Assert.Equal((picture, ""), (picture, Scanned.Codes(content)));
        Assert.Equal("HEIC", Scanned.Scan(content).Type?.Name);
        Scanned.IsTheSameInAnyPieces(content);
    }

    [Theory, MemberData(nameof(Bad))]
    public void A_picture_that_is_not_sound_is_refused(string picture, byte[] content, string code)
    {
        Assert.Equal((picture, code), (picture, Scanned.Codes(content)));
        Scanned.IsTheSameInAnyPieces(content);
    }

    [Fact]
    public void A_place_in_the_Exif_item_is_a_warning()
    {
        byte[][] pictures =
        [
            Of(Heic, WithExif(0, MdatAt(WithExif(0, 0, Gps.Length)), Gps.Length), Box("mdat", Gps)),
            Of(Heic, WithExif(0, 20 + MdatAt(WithExif(0, 0, 0)), 0), Box("mdat", new byte[20], GpsBehindMark)),
            Of(Heic, WithExif(1, 3, Gps.Length, Box("idat", new byte[3], Gps))),
        ];

        Assert.All(pictures, picture =>
        {
            Assert.Empty(Scanned.Codes(picture));
            Assert.Equal(["LOCATION_DATA"], Scanned.Warnings(picture));
            Scanned.IsTheSameInAnyPieces(picture);
        });
    }

    [Fact]
    public void An_Exif_item_that_points_nowhere_is_no_warning()
    {
        byte[][] pictures =
        [
            Of(Heic, WithExif(0, MdatAt(WithExif(0, 0, 0)), 0), Box("mdat", Number(-1), Tiff())),
            Of(Heic, WithExif(0, 0, 20), Mdat()),
            Of(Heic, WithExif(0, MdatAt(WithExif(0, 0, 0)), 0), Box("mdat", [1, 2, 3])),
        ];

        Assert.All(pictures, picture =>
        {
            Assert.Empty(Scanned.Codes(picture));
            Assert.Empty(Scanned.Warnings(picture));
            Scanned.IsTheSameInAnyPieces(picture);
        });
    }

    [Fact]
    public void A_picture_cut_anywhere_is_refused()
    {
        var picture = Of(Heic, Meta(Iloc(1, (1, 0, MdatAt(), 1000))), Mdat());

        Assert.All(Enumerable.Range(24, picture.Length - 24), length => Assert.NotEmpty(Scanned.Codes(picture[..length])));
    }

    [Fact]
    public void Changed_bytes_never_throw()
    {
        var picture = Of(Heic, WithExif(0, MdatAt(WithExif(0, 0, Gps.Length)), Gps.Length), Box("mdat", Gps));

        Scanned.NeverThrows(picture, 1);
        Scanned.NeverThrows(picture, 6);
    }

    private static byte[] Picture() => Of(Heic, Meta(Iloc(1, (1, 0, MdatAt(), 100))), Mdat());

    private static byte[] WithExif(int method, int at, int bytes, byte[]? more = null) =>
        Meta(Iloc(1, (2, method, at, bytes)), more, iinf: FullBox("iinf", 0, Short(2), Infe(1, "hvc1"), Infe(2, "Exif")));

    /// <summary>Where the content of a box begins that follows such a meta box.</summary>
    private static int MdatAt(byte[]? meta = null) => Heic.Length + (meta ?? Meta(Iloc(1, (1, 0, 0, 0)))).Length + 8;

    private static byte[] Meta(byte[] iloc, byte[]? more = null, string handler = "pict", byte[]? pitm = null, byte[]? iinf = null, byte[]? ispe = null) => FullBox("meta", 0,
        FullBox("hdlr", 0, new byte[4], Letters(handler), new byte[13]),
        pitm ?? FullBox("pitm", 0, Short(1)),
        iinf ?? FullBox("iinf", 0, Short(1), Infe(1, "hvc1")),
        iloc,
        Box("iprp", Box("ipco", Box("hvcC", new byte[20]), ispe ?? Ispe(640, 480)), FullBox("ipma", 0, new byte[8])),
        more ?? []);

    private static byte[] Ispe(int width, int height) => FullBox("ispe", 0, Number(width), Number(height));

    private static byte[] Infe(int id, string type) => FullBox("infe", 2, Short(id), Short(0), Letters(type), [0]);

    /// <summary>Each item with one extent; the method is 0 for the file and 1 for the item data.</summary>
    private static byte[] Iloc(int version, params (int Id, int Method, int At, int Bytes)[] items) => FullBox("iloc", version,
        [[0x44, 0], version < 2 ? Short(items.Length) : Number(items.Length), .. items.Select(item => Of(
            version < 2 ? Short(item.Id) : Number(item.Id), version == 0 ? [] : Short(item.Method), Short(0), Short(1), Number(item.At), Number(item.Bytes)))]);

    /// <summary>A TIFF of two directories, the second of which has a latitude and a longitude.</summary>
    private static byte[] Tiff() =>
    [
        .. "MM\0*"u8, .. Number(8),
        .. Short(1), .. Short(0x8825), .. Short(4), .. Number(1), .. Number(26), .. Number(0),
        .. Short(2), .. Short(2), .. Short(5), .. Number(3), .. Number(56), .. Short(4), .. Short(5), .. Number(3), .. Number(56), .. Number(0),
        .. new byte[24],
    ];
}
