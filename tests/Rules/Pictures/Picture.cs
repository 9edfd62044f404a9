using System.Buffers.Binary;
using System.Text;

namespace Glimmerglass.Tests.Rules.Pictures;

/// <summary>Small pictures whose structure is whole, with just what a test asks for; nobody looks at what they show.</summary>
internal static class Picture
{
    public static readonly byte[] PngSignature = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A];

    public static byte[] Jpeg(int width = 3, int height = 2, params byte[][] segments) =>
        [0xFF, 0xD8, .. Segment(0xE0, "JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0"u8), .. segments.SelectMany(segment => segment), .. Frame(width, height), .. Scan(), 0xFF, 0xD9];

    public static byte[] Segment(byte marker, params ReadOnlySpan<byte> content) =>
        [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    /// <summary>A frame header of one component.</summary>
    public static byte[] Frame(int width, int height, byte marker = 0xC0) =>
        Segment(marker, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0);

    /// <summary>A scan of one component, with a stuffed byte and a restart in its data.</summary>
    public static byte[] Scan() => [.. Segment(0xDA, 1, 1, 0, 0, 63, 0), 0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56];

    public static byte[] Png(params byte[][] chunks) => [.. PngSignature, .. Header(3, 2), .. chunks.SelectMany(chunk => chunk), .. Chunk("IDAT", 0x78, 0x9C, 1, 2, 3), .. Chunk("IEND")];

    public static byte[] Header(uint width, uint height, byte depth = 8, byte color = 2, byte compression = 0, byte filter = 0, byte interlace = 0) =>
        Chunk("IHDR", [.. Big(width), .. Big(height), depth, color, compression, filter, interlace]);

    public static byte[] Chunk(string type, params ReadOnlySpan<byte> content)
    {
        byte[] checkedBytes = [.. Encoding.Latin1.GetBytes(type), .. content];
        return [.. Big((uint)content.Length), .. checkedBytes, .. Big(Crc(checkedBytes))];
    }

    public static byte[] Big(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    /// <summary>The RIFF header and these chunks.</summary>
    public static byte[] WebP(params byte[][] chunks)
    {
        byte[] content = [.. "WEBP"u8, .. chunks.SelectMany(chunk => chunk)];
        return [.. "RIFF"u8, .. Little(content.Length), .. content];
    }

    public static byte[] RiffChunk(string type, params ReadOnlySpan<byte> content) =>
        [.. Encoding.Latin1.GetBytes(type), .. Little(content.Length), .. content, .. new byte[content.Length % 2]];

    public static byte[] Vp8(int width = 3, int height = 2) =>
        RiffChunk("VP8 ", 0x10, 0, 0, 0x9D, 0x01, 0x2A, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 1, 2, 3);

    public static byte[] Vp8L(int width = 3, int height = 2) => RiffChunk("VP8L", [0x2F, .. Little((width - 1) | ((height - 1) << 14)), 1, 2, 3]);

    public static byte[] Vp8X(int width = 3, int height = 2) => RiffChunk("VP8X", [0, 0, 0, 0, .. Little24(width - 1), .. Little24(height - 1)]);

    public static byte[] AnimationFrame(int width, int height, params byte[] picture) =>
        RiffChunk("ANMF", [0, 0, 0, 0, 0, 0, .. Little24(width - 1), .. Little24(height - 1), 100, 0, 0, 0, .. picture]);

    /// <summary>A screen, these blocks, and the trailer.</summary>
    public static byte[] Gif(int width, int height, params byte[][] blocks) =>
        [.. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0x80, 0, 0, 0, 0, 0, 255, 255, 255, .. blocks.SelectMany(block => block), 0x3B];

    /// <summary>A frame with a colour table of its own and two sub-blocks.</summary>
    public static byte[] GifFrame(int width, int height, int left = 0) =>
        [0x2C, (byte)left, (byte)(left >> 8), 0, 0, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0x80, 1, 2, 3, 4, 5, 6, 2, 2, 0x4C, 0x01, 1, 0, 0];

    public static byte[] GifComment(string text) => [0x21, 0xFE, (byte)text.Length, .. Encoding.Latin1.GetBytes(text), 0];

    private static byte[] Little(int number) => [(byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)(number >> 24)];

    private static byte[] Little24(int number) => Little(number)[..3];

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var next in bytes)
        {
            crc ^= next;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }
}
