using Glimmerglass.Functions.Documents.Content;
using static Glimmerglass.Tests.Rules.Media.Boxes;

namespace Glimmerglass.Tests.Rules.Media;

public class MovieReaderTests
{
    private static readonly byte[] Ftyp42 = Ftyp("isom", "isom", "mp42");
    private static readonly byte[] Qt = Ftyp("qt  ", "qt  ");

    public static TheoryData<string, byte[]> Good => new()
    {
        { "movie box first", Mp4() },
        { "movie box last", Of(Ftyp42, Mdat(), Moov()) },
        { "media data to the end of the file", Of(Ftyp42, Moov(), Number(0), Letters("mdat"), new byte[500]) },
        { "size in 64 bits", Of(Ftyp42, Moov(), LongBox("mdat", new byte[100])) },
        { "movie box in 64 bits", Of(Ftyp42, LongBox("moov", Mvhd(), Trak()), Mdat()) },
        { "QuickTime leaves room for a long size", Of(Qt, Box("wide"), Mdat(), Moov()) },
        { "empty free boxes", Of(Ftyp42, Box("free"), Box("skip"), Moov(Box("free")), Box("free"), Mdat(), Box("free")) },
        { "fragments", Of(Ftyp42, Box("moov", Mvhd(), Box("mvex"), Trak()), Fragment(), Mdat(), Fragment(), Mdat(), Box("mfra", new byte[30])) },
        { "user data that ends with a zero", Of(Qt, Moov(Box("udta", Box("name", Letters("dig")), Number(0))), Mdat()) },
        { "user data that is no boxes", Of(Qt, Moov(Box("udta", Letters("what a camera writes there"))), Mdat()) },
        { "meta box as in MP4", Of(Ftyp42, Moov(Box("udta", FullBox("meta", 0, FullBox("hdlr", 0, new byte[21]), Box("ilst")))), Mdat()) },
        { "meta box as in QuickTime", Of(Qt, Moov(Box("meta", FullBox("hdlr", 0, new byte[21]), Box("ilst"))), Mdat()) },
        { "boxes of a maker", Of(Ftyp42, Box("uuid", new byte[16], Letters("more")), Moov(), Mdat(), Box("XTRA", Letters("x"))) },
        { "zeros behind the last box", Mp4(new byte[500]) },
        { "one zero behind the last box", Mp4(new byte[1]) },
    };

    public static TheoryData<string, byte[], string> Bad => new()
    {
        { "no movie box", Of(Ftyp42, Mdat()), "TRUNCATED" },
        { "no media data", Of(Ftyp42, Moov()), "TRUNCATED" },
        { "empty media data", Of(Ftyp42, Moov(), Box("mdat")), "TRUNCATED" },
        { "fragment without media data", Of(Ftyp42, Moov(), Mdat(), Fragment()), "TRUNCATED" },
        { "half a header", Mp4([0, 0, 1]), "TRUNCATED" },
        { "half a long header", Mp4(Number(1), Letters("mdat"), [0]), "TRUNCATED" },
        { "media data longer than the file", Of(Ftyp42, Moov(), Number(5000), Letters("mdat"), new byte[100]), "TRUNCATED" },
        { "media data of 2^64 bytes", Of(Ftyp42, Moov(), Number(1), Letters("mdat"), Number(-1), Number(-1), new byte[100]), "TRUNCATED" },
        { "movie box without header", Of(Ftyp42, Box("moov", Trak()), Mdat()), "TYPE_MISMATCH" },
        { "movie box without track", Of(Ftyp42, Box("moov", Mvhd()), Mdat()), "TYPE_MISMATCH" },
        { "two movie boxes", Of(Ftyp42, Moov(), Moov(), Mdat()), "TYPE_MISMATCH" },
        { "child longer than its parent", Of(Ftyp42, Moov(Number(100), Letters("trak")), Mdat()), "TYPE_MISMATCH" },
        { "child of a size below its header", Of(Ftyp42, Moov(Number(7), Letters("trak")), Mdat()), "TYPE_MISMATCH" },
        { "long size below its header", Of(Ftyp42, Moov(), Number(1), Letters("mdat"), Number(0), Number(15), new byte[100]), "TYPE_MISMATCH" },
        { "box of a maker without its id", Mp4(Box("uuid", new byte[15])), "TYPE_MISMATCH" },
        { "child that goes to the end of the file", Of(Ftyp42, Moov(Number(0), Letters("trak"), new byte[10]), Mdat()), "TYPE_MISMATCH" },
        { "ZIP behind the last box", Mp4(Letters("PK\u0003\u0004\u0014\0\0\0\b\0and so on")), "ARCHIVE TYPE_MISMATCH" },
        { "page behind the last box", Mp4(Letters("<html><script>alert(1)</script>")), "TYPE_MISMATCH" },
        { "script behind the last box", Mp4(Letters("#!/bin/sh\necho hi\n")), "EXECUTABLE TYPE_MISMATCH" },
        { "page behind zeros", Mp4(new byte[100], Letters("<html>")), "TYPE_MISMATCH" },
        { "type with a line break", Mp4(Number(12), Letters("ab\nc"), new byte[4]), "TYPE_MISMATCH" },
        { "track of 200 million pixels", Of(Ftyp42, Box("moov", Mvhd(), Trak(20_000, 10_000)), Mdat()), "TOO_MANY_PIXELS" },
        { "samples of 200 million pixels", Of(Ftyp42, Box("moov", Mvhd(), Trak(320, 240, 20_000, 10_000)), Mdat()), "TOO_MANY_PIXELS" },
    };

    public static TheoryData<string, byte[], bool> Places => new()
    {
        { "QuickTime user data", Of(Qt, Moov(Box("udta", Box("\u00A9xyz", Letters("\0\u0012\u0015\u00C7+48.8577+002.295/")))), Mdat()), true },
        { "3GPP user data", Of(Ftyp42, Moov(Box("udta", FullBox("loci", 0, new byte[20]))), Mdat()), true },
        { "user data of a track", Of(Ftyp42, Box("moov", Mvhd(), Box("trak", Box("udta", Box("\u00A9xyz")))), Mdat()), true },
        { "keys of an iPhone", Of(Qt, Moov(Box("meta", FullBox("hdlr", 0, new byte[21]), Keys("com.apple.quicktime.make", "com.apple.quicktime.location.ISO6709"))), Mdat()), true },
        { "other keys", Of(Qt, Moov(Box("meta", FullBox("hdlr", 0, new byte[21]), Keys("com.apple.quicktime.make"))), Mdat()), false },
        { "media data that says it", Of(Ftyp42, Moov(), Box("mdat", Box("udta", Box("\u00A9xyz")))), false },
    };

    [Theory, MemberData(nameof(Good))]
    public void A_whole_film_passes(string film, byte[] content)
    {
        Assert.Equal((film, ""), (film, Scanned.Codes(content)));
        Scanned.IsTheSameInAnyPieces(content);
    }

    [Theory, MemberData(nameof(Bad))]
    public void A_film_that_is_not_sound_is_refused(string film, byte[] content, string code)
    {
        Assert.Equal((film, code), (film, Scanned.Codes(content)));
        Scanned.IsTheSameInAnyPieces(content);
    }

    [Theory, MemberData(nameof(Places))]
    public void A_place_in_the_data_about_a_film_is_a_warning(string where, byte[] content, bool isWarned)
    {
        Assert.Empty(Scanned.Codes(content));
        Assert.Equal((where, isWarned), (where, Scanned.Warnings(content).Contains("LOCATION_DATA")));
        Scanned.IsTheSameInAnyPieces(content);
    }

    [Fact]
    public void A_sound_track_has_no_pixels() => Assert.Empty(Scanned.Codes(Of(Ftyp42, Box("moov", Mvhd(), Trak(0, 0, 48_000, 48_000, "soun")), Mdat())));

    [Fact]
    public void A_film_cut_anywhere_is_refused()
    {
        byte[][] films = [Mp4(), Of(Qt, Box("wide"), Mdat(), Box("free"), Moov())];

        Assert.All(films, film => Assert.All(Enumerable.Range(20, film.Length - 20), length => Assert.NotEmpty(Scanned.Codes(film[..length]))));
    }

    [Fact]
    public void A_detail_says_which_box_is_cut_and_where()
    {
        var reason = Assert.Single(Scanned.Scan(Of(Ftyp42, Moov(), Number(5000), Letters("mdat"), new byte[100])).Reasons);

        Assert.Equal($"the box mdat at byte {Ftyp42.Length + Moov().Length} has 5,000 bytes, and 108 are there", reason.Detail);
    }

    [Fact]
    public void Changed_bytes_never_throw()
    {
        var film = Of(Qt, Box("wide"), Moov(Box("udta", Box("\u00A9xyz", new byte[8]), Number(0)), Box("meta", FullBox("hdlr", 0, new byte[21]), Keys("a"))), Mdat(40));

        Scanned.NeverThrows(film, 1);
        Scanned.NeverThrows(film, 6);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_film()
    {
        const int Buffers = 200;
        var buffer = new byte[128 * 1024];
        var table = Buffers * buffer.Length;
        var start = Of(Ftyp42, Number(8 + Mvhd().Length + Trak().Length + 8 + table), Letters("moov"), Mvhd(), Trak(), Number(8 + table), Letters("udat"));
        var reader = FileType.Mp4.NewRecogniser!(start.Length + (long)table);
        reader.Append(start);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Buffers; i++) reader.Append(buffer);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
        Assert.Equal("there is no media data (mdat)", Assert.Single(reader.Finish().Reasons).Detail);
    }

    private static byte[] Fragment() => Box("moof", Box("mfhd", new byte[8]), Box("traf", Box("tfhd", new byte[8])));

    private static byte[] Keys(params string[] keys) => FullBox("keys", 0, [Number(keys.Length), .. keys.Select(key => Box("mdta", Letters(key)))]);
}
