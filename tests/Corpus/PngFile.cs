namespace Glimmerglass.Tests.Corpus;

/// <summary>Builds PNG pictures, moving ones included (PNG specification, third edition).</summary>
public static class PngFile
{
    public static readonly byte[] Start = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A];
    public static readonly byte[] End = Chunk("IEND", []);

    /// <summary>A grey picture; more chunks stand between its header and its data.</summary>
    public static byte[] Grey(int width, int height, params IReadOnlyList<byte[]> chunks) =>
        Octets.Of(Start, Header(width, height), Octets.Of(chunks), Chunk("IDAT", Data(width, height)), End);

    public static byte[] Header(long width, long height, byte depth = 8, byte colour = 0, byte interlaced = 0) =>
        Chunk("IHDR", [.. Octets.Big32(width), .. Octets.Big32(height), depth, colour, 0, 0, interlaced]);

    public static byte[] Data(int width, int height)
    {
        var noise = Octets.Noise(width * height);
        return Octets.Zlib([.. Enumerable.Range(0, height).SelectMany(row => (byte[])[0, .. noise.AsSpan(row * width, width)])]);
    }

    /// <summary>The data in several chunks, as libpng writes it.</summary>
    public static byte[] InManyChunks(int width, int height) =>
        Octets.Of(Start, Header(width, height), Octets.Of([.. Data(width, height).Chunk(512).Select(part => Chunk("IDAT", part))]), End);

    public static byte[] Moving(int width, int height, int frames)
    {
        List<byte[]> parts = [Start, Header(width, height), Chunk("acTL", [.. Octets.Big32(frames), .. Octets.Big32(0)])];
        var sequence = 0;
        for (var frame = 0; frame < frames; frame++)
        {
            parts.Add(Chunk("fcTL", [.. Octets.Big32(sequence++), .. Octets.Big32(width), .. Octets.Big32(height), .. new byte[8], 0, 1, 0, 10, 0, 0]));
            parts.Add(frame == 0 ? Chunk("IDAT", Data(width, height)) : Chunk("fdAT", [.. Octets.Big32(sequence++), .. Data(width, height)]));
        }
        return Octets.Of([.. parts, End]);
    }

    public static byte[] Chunk(string type, byte[] content)
    {
        byte[] checkedPart = [.. Octets.Latin(type), .. content];
        return [.. Octets.Big32(content.Length), .. checkedPart, .. Octets.Big32(Crc(checkedPart))];
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }
}
