using static Glimmerglass.Tests.Corpus.IsoFile;

namespace Glimmerglass.Tests.Corpus;

/// <summary>Videos of phones, editors and browsers: the good ones, and those that are cut or lie.</summary>
public static partial class Cases
{
    private static IEnumerable<Case> Videos =>
    [
        Mp4("MP4: moov first", "-", () => IsoFile.Mp4()),
        Mp4("MP4: moov last", "-", () => IsoFile.Mp4(moovFirst: false)),
        Mp4("MP4: fragmented", "-", () => Fragmented()),
        Mp4("MP4: fragmented, with an index at its end", "-", () => Fragmented(Box("mfra", Full("tfra", 0, 0, Octets.Big32(1), Octets.Big32(0), Octets.Big32(0)), Full("mfro", 0, 0, Octets.Big32(48))))),
        Mp4("MP4: a data box with a length of 64 bits", "-", () => Octets.Of(Brands("mp42", "mp42", "isom"), Movie(640, 480, 700), [.. Octets.Big32(1), .. "mdat"u8, .. Octets.Big64(516)], Octets.Noise(500))),
        Mp4("MP4: a data box that reaches to the end of the file", "-", () => Octets.Of(Brands("mp42", "mp42", "isom"), Movie(640, 480, 700), [.. Octets.Big32(0), .. "mdat"u8], Octets.Noise(500))),
        Mp4("MP4: named .m4v", "-", () => Octets.Of(Brands("M4V ", "M4V ", "mp42", "isom"), Movie(640, 480, 700), Box("mdat", Octets.Noise(500)))) with { FileName = "clip.M4V", ContentType = "video/x-m4v" },
        Mp4("MP4: a box of an unknown type", "-", () => Octets.Of(IsoFile.Mp4(), Box("uuid", Octets.Noise(200)), Box("skip", new byte[100]))),
        Mp4("MP4: a place in its data about the recording", "-", () => Octets.Of(Brands("mp42", "mp42", "isom"), Movie(640, 480, 900, Box("udta", Box("\u00A9xyz", Octets.Latin("\0\u0012\u0015\u00C7+47.3769+008.5417/")))), Box("mdat", Octets.Noise(500)))) with { Warning = "?" },
        Mov("MOV: of a phone, moov last", "-", () => IsoFile.Mov()),
        Mov("MOV: the four zero bytes that QuickTime writes at the end of its user data", "-", () => Octets.Of(Brands("qt  ", "qt  "), Box("mdat", Octets.Noise(500)), Movie(640, 480, 30, Box("udta", Octets.Big32(0))))),
        WebM("WebM: VP8 with sizes", "-", () => EbmlFile.Movie()),
        WebM("WebM: as a browser records it", "-", () => EbmlFile.Recorded()),
        WebM("WebM: DocType with a zero byte at its end", "-", () => EbmlFile.Movie("webm\0")),
        WebM("WebM: a void element at its end", "-", () => Octets.Of(EbmlFile.Header(), EbmlFile.Element(EbmlFile.Segment, [.. EbmlFile.Description, EbmlFile.Element(EbmlFile.Cluster, EbmlFile.Blocks(0)), EbmlFile.Element(0xEC, new byte[100])]))),
    ];

    private static IEnumerable<Case> BrokenVideos => [.. BrokenMp4s, .. BrokenWebMs];

    private static IEnumerable<Case> BrokenMp4s =>
    [
        Mp4("MP4: cut after its brands", CutOrMismatch, () => IsoFile.Mp4()[..32]),
        Mp4("MP4: cut within moov", Truncated, () => IsoFile.Mp4()[..200]),
        Mp4("MP4: cut within its data", Truncated, () => Part(IsoFile.Mp4(), 80)),
        Mp4("MP4: the last byte is missing", Truncated, () => IsoFile.Mp4()[..^1]),
        Mp4("MP4: no moov, as an interrupted recording leaves it", CutOrMismatch, () => Octets.Of(Brands("isom", "isom", "avc1"), Box("free"), Box("mdat", Octets.Noise(2000)))),
        Mp4("MP4: no data at all", "?", () => Octets.Of(Brands("isom", "isom", "avc1"), Movie(640, 480, 0))),
        Mp4("MP4: a box of four bytes", "TYPE_MISMATCH|TRUNCATED", () => Octets.Of(Brands("isom", "isom", "avc1"), Movie(640, 480, 0), Octets.Big32(4), Octets.Latin("mdat"), Octets.Noise(500))),
        Mp4("MP4: a box whose 64-bit length runs over", "TYPE_MISMATCH|TRUNCATED", () => Octets.Of(Brands("isom", "isom", "avc1"), Movie(640, 480, 0), [.. Octets.Big32(1), .. "mdat"u8, .. Octets.Big64(-1)], Octets.Noise(500))),
        Mp4("MP4: a track longer than the moov it lies in", "TYPE_MISMATCH|TRUNCATED", TrackTooLong),
        Mp4("MP4: boxes nested a thousand times", "?", () => Octets.Of(Brands("isom", "isom", "avc1"), Nested(1000), Box("mdat", Octets.Noise(500)))),
        Mp4("MP4: a hundred thousand empty boxes", "?", () => Octets.Of(IsoFile.Mp4(), Octets.Repeat("\0\0\0\u0008free", 100_000))),
        Mp4("MP4: two descriptions of brands", "?", () => Octets.Of(Brands("isom", "isom", "avc1"), IsoFile.Mp4())),
        Mp4("MP4: noise after its last box", "TYPE_MISMATCH|TRUNCATED", () => Octets.Of(IsoFile.Mp4(), Octets.Noise(2000, 7))),
        Mp4("MP4: cut within the second fragment", Truncated, () => Fragmented()[..^100]),
        Mov("MOV: cut within its data, so that moov is missing", Truncated, () => Part(IsoFile.Mov(), 60)),
        Mov("MOV: the second half is zero bytes", CutOrMismatch, () => HalfZero(IsoFile.Mov())),
        Mp4("MP4: in a kind that takes no videos", "TYPE_NOT_ALLOWED", () => IsoFile.Mp4()) with { Kind = "QUOTE" },
        Mp4("MP4: content of QuickTime under the name of MP4", "TYPE_MISMATCH", () => IsoFile.Mov()),
    ];

    private static IEnumerable<Case> BrokenWebMs =>
    [
        WebM("WebM: cut after its header", CutOrMismatch, () => EbmlFile.Header()),
        WebM("WebM: cut within its tracks", CutOrMismatch, () => EbmlFile.Movie()[..150]),
        WebM("WebM: cut within a cluster", Truncated, () => Part(EbmlFile.Movie(), 80)),
        WebM("WebM: the last byte is missing", Truncated, () => EbmlFile.Movie()[..^1]),
        WebM("WebM: no tracks", CutOrMismatch, () => Octets.Of(EbmlFile.Header(), EbmlFile.Element(EbmlFile.Segment, EbmlFile.Element(EbmlFile.Cluster, EbmlFile.Blocks(0))))),
        WebM("WebM: no clusters", CutOrMismatch, () => Octets.Of(EbmlFile.Header(), EbmlFile.Element(EbmlFile.Segment, EbmlFile.Description))),
        WebM("WebM: no segment, but noise", CutOrMismatch, () => Octets.Of(EbmlFile.Header(), Octets.Noise(500))),
        WebM("WebM: an element longer than the file", CutOrMismatch, () => Octets.Of(EbmlFile.Header(), [0x18, 0x53, 0x80, 0x67, 0x01, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], Octets.Of([.. EbmlFile.Description]))),
        WebM("WebM: really Matroska", "TYPE_NOT_ALLOWED|TYPE_MISMATCH", () => EbmlFile.Movie("matroska")),
    ];

    private static byte[] TrackTooLong()
    {
        var content = IsoFile.Mp4();
        var at = IndexOf(content, "trak");
        Octets.Big32(1500).CopyTo(content, at - 4);
        return content;
    }

    private static byte[] Nested(int depth)
    {
        var inner = Box("trak");
        for (var i = 0; i < depth; i++) inner = Box(i == depth - 1 ? "moov" : "trak", inner);
        return inner;
    }
}
