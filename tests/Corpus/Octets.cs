using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Glimmerglass.Tests.Corpus;

/// <summary>The bytes that the builders put together.</summary>
public static class Octets
{
    public static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    public static byte[] Of(params IReadOnlyList<byte[]> parts) => [.. parts.SelectMany(part => part)];

    public static byte[] Big16(int number) => [(byte)(number >> 8), (byte)number];

    public static byte[] Big32(long number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)number);
        return bytes;
    }

    public static byte[] Big64(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }

    public static byte[] Little16(int number) => [(byte)number, (byte)(number >> 8)];

    public static byte[] Little24(int number) => [(byte)number, (byte)(number >> 8), (byte)(number >> 16)];

    public static byte[] Little32(long number) => [(byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)(number >> 24)];

    /// <summary>Bytes that look like noise and are the same each time.</summary>
    public static byte[] Noise(int count, uint seed = 1)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            seed = (seed * 1664525) + 1013904223;
            bytes[i] = (byte)(seed >> 24);
        }
        return bytes;
    }

    public static byte[] Repeat(string text, int times) => Latin(new StringBuilder().Insert(0, text, times).ToString());

    public static byte[] Zlib(byte[] bytes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, level)) zlib.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>The content with one place of it replaced, counted from the first time the old bytes occur.</summary>
    public static byte[] Replaced(byte[] content, byte[] old, byte[] fresh)
    {
        var at = content.AsSpan().IndexOf(old);
        if (at < 0) throw new ArgumentException("The bytes to be replaced do not occur.", nameof(old));
        return [.. content.AsSpan(0, at), .. fresh, .. content.AsSpan(at + old.Length)];
    }

    public static byte[] Replaced(byte[] content, string old, string fresh) => Replaced(content, Latin(old), Latin(fresh));

    /// <summary>The content up to the first, or the last, time that these words occur, and as many bytes more.</summary>
    public static byte[] CutAt(byte[] content, string words, int more = 0, bool last = false)
    {
        var at = last ? content.AsSpan().LastIndexOf(Latin(words)) : content.AsSpan().IndexOf(Latin(words));
        if (at < 0) throw new ArgumentException("The words to cut at do not occur.", nameof(words));
        return content[..(at + more)];
    }
}
