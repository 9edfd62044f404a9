namespace Glimmerglass.Tests.Corpus;

/// <summary>Builds GIF pictures (GIF89a). Each pixel is a code of its own, so nothing needs to be packed.</summary>
public static class GifFile
{
    public const byte End = 0x3B;

    public static byte[] Picture(int width, int height, int frames = 1, string version = "GIF89a") =>
        Octets.Of([Start(width, height, version), .. Enumerable.Repeat(frames == 1 ? Frame(width, height) : Octets.Of(Delay, Frame(width, height)), frames), [End]]);

    public static byte[] Start(int width, int height, string version = "GIF89a") =>
        [.. Octets.Latin(version), .. Octets.Little16(width), .. Octets.Little16(height), 0b1110_0110, 0, 0, .. Octets.Noise(3 * 128)];

    public static readonly byte[] Delay = [0x21, 0xF9, 4, 0, 10, 0, 0, 0];
    public static readonly byte[] Loops = [0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0];

    public static byte[] Comment(string text) => [0x21, 0xFE, .. Blocks(Octets.Latin(text))];

    public static byte[] Frame(int width, int height) => [0x2C, 0, 0, 0, 0, .. Octets.Little16(width), .. Octets.Little16(height), 0, 7, .. Blocks(Pixels(width * height))];

    /// <summary>Codes of eight bits: the table is cleared (0x80) before it needs nine, and 0x81 ends.</summary>
    private static byte[] Pixels(int count) => [.. Octets.Noise(count).Select(value => (byte)(value & 0x7F)).Chunk(100).SelectMany(run => (byte[])[0x80, .. run]), 0x81];

    private static byte[] Blocks(byte[] data) => [.. data.Chunk(255).SelectMany(block => (byte[])[(byte)block.Length, .. block]), 0];
}
