using static Glimmerglass.Tests.Rules.Media.Boxes;

namespace Glimmerglass.Tests.Rules.Media;

public class WebMReaderTests
{
    private static readonly byte[] Header = Element(0x1A45DFA3, Element(0x4286, [1]), Element(0x4282, Letters("webm")));
    private static readonly byte[] Tracks = Element(0x1654AE6B, Element(0xBF, new byte[4]), Track(320, 240));
    private static readonly byte[] Cluster = Element(0x1F43B675, Element(0xE7, [0]), Element(0xA3, new byte[200]));
    private static readonly byte[] OpenCluster = Open(0x1F43B675, Element(0xE7, [0]), Element(0xA3, new byte[200]), Element(0xA0, new byte[30]), Element(0xEC, new byte[3]));

    public static TheoryData<string, byte[]> Good => new()
    {
        { "all sizes known", Of(Header, Segment(Element(0x114D9B74, new byte[20]), Element(0xEC, new byte[60]), Element(0x1549A966, new byte[40]), Tracks, Cluster, Cluster, Element(0x1C53BB6B, new byte[30]), Element(0x1254C367, new byte[10]), Element(0x1043A770, new byte[5]))) },
        { "live recording", Of(Header, Open(0x18538067, Element(0x1549A966, new byte[40]), Tracks, OpenCluster, OpenCluster)) },
        { "open clusters between others", Of(Header, Open(0x18538067, Tracks, Cluster, OpenCluster, Cluster, OpenCluster, Element(0x1C53BB6B, new byte[30]))) },
        { "open cluster in a segment of known size", Of(Header, Segment(Tracks, OpenCluster, OpenCluster)) },
        { "tracks behind the clusters", Of(Header, Segment(Cluster, Tracks)) },
        { "room around the segment", Of(Header, Element(0xEC, new byte[9]), Segment(Tracks, Cluster), Element(0xEC, new byte[9])) },
        { "zeros behind the segment", Of(Header, Segment(Tracks, Cluster), new byte[100]) },
        { "one zero behind a live recording", Of(Header, Open(0x18538067, Tracks, OpenCluster), new byte[1]) },
        { "size of eight bytes", Of(Header, [0x18, 0x53, 0x80, 0x67, 1, 0, 0, 0], Number(Tracks.Length + Cluster.Length), Tracks, Cluster) },
    };

    public static TheoryData<string, byte[], string> Bad => new()
    {
        { "no segment", Header, "TRUNCATED" },
        { "segment without end", Of(Header, Segment(Tracks, Cluster)[..^5]), "TRUNCATED" },
        { "live recording without tracks", Of(Header, Open(0x18538067, OpenCluster)), "TRUNCATED" },
        { "live recording without clusters", Of(Header, Open(0x18538067, Tracks)), "TRUNCATED" },
        { "live recording cut in a block", Of(Header, Open(0x18538067, Tracks, OpenCluster, Open(0x1F43B675, Element(0xE7, [0]), Element(0xA3, new byte[200])[..50]))), "TRUNCATED" },
        { "live recording cut in an id", Of(Header, Open(0x18538067, Tracks, OpenCluster, [0x1F, 0x43])), "TRUNCATED" },
        { "live recording cut in a size", Of(Header, Open(0x18538067, Tracks, OpenCluster, [0xA3, 0x40])), "TRUNCATED" },
        { "whole segment without tracks", Of(Header, Segment(Cluster)), "TYPE_MISMATCH" },
        { "whole segment without clusters", Of(Header, Segment(Tracks)), "TYPE_MISMATCH" },
        { "empty list of tracks", Of(Header, Segment(Element(0x1654AE6B, Element(0xEC, new byte[4])), Cluster)), "TYPE_MISMATCH" },
        { "two lists of tracks", Of(Header, Segment(Tracks, Tracks, Cluster)), "TYPE_MISMATCH" },
        { "tracks of 300 KB", Of(Header, Segment(Element(0x1654AE6B, new byte[300_000]), Cluster)), "TYPE_MISMATCH" },
        { "tracks that do not say their size", Of(Header, Segment(Open(0x1654AE6B), Cluster)), "TYPE_MISMATCH" },
        { "cluster longer than its segment", Of(Header, Element(0x18538067, Tracks, Cluster[..^3]), Element(0xEC, new byte[20])), "TYPE_MISMATCH" },
        { "header of a cluster longer than its segment", Of(Header, Element(0x18538067, Tracks, Cluster, [0x1F, 0x43]), Short(0xB675), Letters("\u00FFand more")), "TYPE_MISMATCH" },
        { "element that WebM does not have", Of(Header, Segment(Tracks, Cluster, Element(0x4E20, new byte[9]))), "TYPE_MISMATCH" },
        { "two segments", Of(Header, Segment(Tracks, Cluster), Segment(Tracks, Cluster)), "TYPE_MISMATCH" },
        { "two headers", Of(Header, Open(0x18538067, Tracks, OpenCluster), Header), "TYPE_MISMATCH" },
        { "ZIP behind the segment", Of(Header, Segment(Tracks, Cluster), Letters("PK\u0003\u0004\u0014\0\0\0\b\0")), "ARCHIVE TYPE_MISMATCH" },
        { "ZIP behind a live recording", Of(Header, Open(0x18538067, Tracks, OpenCluster), Letters("PK\u0003\u0004\u0014\0\0\0\b\0")), "ARCHIVE TYPE_MISMATCH" },
        { "page behind a live recording", Of(Header, Open(0x18538067, Tracks, OpenCluster), Letters("<html><script>alert(1)</script>")), "TYPE_MISMATCH" },
        { "page behind zeros", Of(Header, Segment(Tracks, Cluster), new byte[30], Letters("<html>")), "TYPE_MISMATCH" },
        { "id of five bytes", Of(Header, Segment(Tracks, Cluster, [0x08, 1, 1, 1, 1])), "TYPE_MISMATCH" },
        { "size of nine bytes", Of(Header, Segment(Tracks, Cluster, [0xEC, 0, 1])), "TYPE_MISMATCH" },
        { "zeros within a segment", Of(Header, Segment(Tracks, Cluster, new byte[8])), "TYPE_MISMATCH" },
        { "200 million pixels", Of(Header, Segment(Element(0x1654AE6B, Track(320, 240), Track(20_000, 10_000)), Cluster)), "TOO_MANY_PIXELS" },
        { "attached file", Of(Header, Segment(Tracks, Cluster, Element(0x1941A469, Element(0x61A7, new byte[40])))), "ARCHIVE TYPE_MISMATCH" },
    };

    [Theory, MemberData(nameof(Good))]
    public void A_whole_video_passes(string video, byte[] content)
    {
        Assert.Equal((video, ""), (video, Scanned.Codes(content)));
        Assert.Equal("WebM", Scanned.Scan(content).Type?.Name);
        Scanned.IsTheSameInAnyPieces(content);
    }

    [Theory, MemberData(nameof(Bad))]
    public void A_video_that_is_not_sound_is_refused(string video, byte[] content, string code)
    {
        Assert.Equal((video, code), (video, Scanned.Codes(content)));
        Scanned.IsTheSameInAnyPieces(content);
    }

    [Fact]
    public void A_video_of_known_size_cut_anywhere_is_refused()
    {
        var video = Of(Header, Segment(Tracks, Cluster, Cluster));

        Assert.All(Enumerable.Range(Header.Length, video.Length - Header.Length), length => Assert.Equal("TRUNCATED", Scanned.Codes(video[..length])));
    }

    [Fact]
    public void Changed_bytes_never_throw()
    {
        Scanned.NeverThrows(Of(Header, Segment(Tracks, Cluster, OpenCluster)), 1);
        Scanned.NeverThrows(Of(Header, Open(0x18538067, Tracks, OpenCluster, Cluster)), 5);
    }

    private static byte[] Track(int width, int height) => Element(0xAE, Element(0xD7, [1]), Element(0xE0, Element(0xB0, Number(width)), Element(0xBA, Number(height))));

    private static byte[] Segment(params byte[][] parts) => Element(0x18538067, parts);

    /// <summary>An element with its size in four bytes.</summary>
    private static byte[] Element(uint id, params byte[][] parts)
    {
        var content = Of(parts);
        return [.. Id(id), .. Number(content.Length | 0x10000000), .. content];
    }

    /// <summary>An element that does not say its size.</summary>
    private static byte[] Open(uint id, params byte[][] parts) => [.. Id(id), 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, .. Of(parts)];

    private static byte[] Id(uint id) => [.. Number((int)id).SkipWhile(part => part == 0)];
}
