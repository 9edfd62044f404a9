namespace Glimmerglass.Tests.Corpus;

/// <summary>Builds WebP pictures (RFC 9649).</summary>
public static class WebPFile
{
    public static byte[] Riff(params IReadOnlyList<byte[]> chunks)
    {
        var content = Octets.Of(chunks);
        return [.. "RIFF"u8, .. Octets.Little32(content.Length + 4), .. "WEBP"u8, .. content];
    }

    public static byte[] Chunk(string type, byte[] content) => [.. Octets.Latin(type), .. Octets.Little32(content.Length), .. content, .. new byte[content.Length % 2]];

    /// <summary>A lossy picture: the frame header of a key frame (RFC 6386, 9.1), whose first part is a quarter of the noise behind it.</summary>
    public static byte[] Lossy(int width, int height, int dataBytes = 400)
    {
        var first = dataBytes / 4;
        var tag = (first << 5) | 0x10;
        return Chunk("VP8 ", [(byte)tag, (byte)(tag >> 8), (byte)(tag >> 16), 0x9D, 0x01, 0x2A, .. Octets.Little16(width), .. Octets.Little16(height), .. Octets.Noise(dataBytes)]);
    }

    /// <summary>A lossless picture of one colour: no transforms, no cache, and five codes of one symbol each.</summary>
    public static byte[] Lossless(int width, int height)
    {
        var size = (uint)(width - 1) | ((uint)(height - 1) << 14);
        ulong codes = 0;
        var bit = 3;
        for (var code = 0; code < 4; code++, bit += 11) codes |= 0b101UL << bit;
        codes |= 1UL << bit;
        return Chunk("VP8L", [0x2F, .. Octets.Little32(size), .. Octets.Little32((long)(codes & uint.MaxValue)), .. Octets.Little32((long)(codes >> 32))]);
    }

    /// <param name="flags">0x20 colour profile, 0x10 alpha, 0x08 EXIF, 0x04 XMP, 0x02 animation.</param>
    public static byte[] Extended(byte flags, int width, int height) => Chunk("VP8X", [flags, 0, 0, 0, .. Octets.Little24(width - 1), .. Octets.Little24(height - 1)]);

    public static byte[] Moving(int width, int height, int frames) => Riff(
    [
        Extended(0x02, width, height), Chunk("ANIM", [255, 255, 255, 255, 0, 0]), .. Enumerable.Repeat(Frame(width, height), frames),
    ]);

    private static byte[] Frame(int width, int height) =>
        Chunk("ANMF", [.. new byte[6], .. Octets.Little24(width - 1), .. Octets.Little24(height - 1), .. Octets.Little24(100), 0, .. Lossless(width, height)]);
}
