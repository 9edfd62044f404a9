namespace Glimmerglass.Tests.Corpus;

/// <summary>Builds WebM and other EBML files (RFC 8794, RFC 9559).</summary>
public static class EbmlFile
{
    public const uint Segment = 0x18538067;
    public const uint Tracks = 0x1654AE6B;
    public const uint Cluster = 0x1F43B675;

    public static byte[] Element(uint id, params IReadOnlyList<byte[]> content)
    {
        var bytes = Octets.Of(content);
        return [.. Id(id), .. Size(bytes.Length), .. bytes];
    }

    /// <summary>An element whose end is where its parent's is, as recorders write what is not finished.</summary>
    public static byte[] Endless(uint id, params IReadOnlyList<byte[]> content) => [.. Id(id), 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, .. Octets.Of(content)];

    public static byte[] Header(string docType = "webm") => Element(0x1A45DFA3,
        Element(0x4286, [1]), Element(0x42F7, [1]), Element(0x42F2, [4]), Element(0x42F3, [8]), Element(0x4282, Octets.Latin(docType)), Element(0x4287, [4]), Element(0x4285, [2]));

    public static byte[] Movie(string docType = "webm", int clusters = 2) =>
        Octets.Of(Header(docType), Element(Segment, [.. Description, .. Enumerable.Range(0, clusters).Select(number => Element(Cluster, Blocks(number)))]));

    /// <summary>As a browser's MediaRecorder leaves it: segment and clusters of unknown size, no cues, no duration.</summary>
    public static byte[] Recorded(int clusters = 3) =>
        Octets.Of(Header(), Endless(Segment, [.. Description, .. Enumerable.Range(0, clusters).Select(number => Endless(Cluster, Blocks(number)))]));

    /// <summary>Void, information, and one track of VP8.</summary>
    public static IReadOnlyList<byte[]> Description { get; } =
    [
        Element(0xEC, new byte[40]),
        Element(0x1549A966, Element(0x2AD7B1, [0x0F, 0x42, 0x40]), Element(0x4D80, Octets.Latin("writer")), Element(0x5741, Octets.Latin("writer"))),
        Element(Tracks, Element(0xAE, Element(0xD7, [1]), Element(0x73C5, [1]), Element(0x83, [1]), Element(0x86, Octets.Latin("V_VP8")), Element(0xE0, Element(0xB0, [2, 0x80]), Element(0xBA, [1, 0xE0])))),
    ];

    public static byte[] Blocks(int number) => Octets.Of(Element(0xE7, [(byte)number]), Element(0xA3, [0x81, 0, 0, 0x80], Octets.Noise(300)), Element(0xA3, [0x81, 0, 40, 0], Octets.Noise(200)));

    private static byte[] Id(uint id) => [.. Octets.Big32(id).SkipWhile(value => value == 0)];

    private static byte[] Size(int size) => size < 127 ? [(byte)(0x80 | size)] : [0x10, .. Octets.Big32(size)[1..]];
}
