using System.Buffers.Binary;
using System.Text;

namespace Glimmerglass.Tests.Rules.Media;

/// <summary>Builds boxes of ISO/IEC 14496-12, and small whole files of them.</summary>
internal static class Boxes
{
    public static byte[] Box(string type, params byte[][] parts)
    {
        var content = parts.SelectMany(part => part).ToArray();
        return [.. Number(8 + content.Length), .. Letters(type), .. content];
    }

    /// <summary>A box that says its size in 64 bits.</summary>
    public static byte[] LongBox(string type, params byte[][] parts)
    {
        var content = parts.SelectMany(part => part).ToArray();
        return [.. Number(1), .. Letters(type), .. Number(0), .. Number(16 + content.Length), .. content];
    }

    /// <summary>A box with a version and flags in front of its content.</summary>
    public static byte[] FullBox(string type, int version, params byte[][] parts) => Box(type, [[(byte)version, 0, 0, 0], .. parts]);

    public static byte[] Ftyp(string major, params string[] compatible) => Box("ftyp", Letters(major), new byte[4], Letters(string.Concat(compatible)));

    public static byte[] Mvhd() => Box("mvhd", new byte[100]);

    /// <summary>A video track with this size in its header, and another in its sample entry.</summary>
    public static byte[] Trak(int width = 320, int height = 240, int entryWidth = 320, int entryHeight = 240, string handler = "vide") => Box("trak",
        FullBox("tkhd", 0, new byte[72], Number(width << 16), Number(height << 16)),
        Box("mdia",
            FullBox("mdhd", 0, new byte[20]),
            FullBox("hdlr", 0, new byte[4], Letters(handler), new byte[13]),
            Box("minf", Box("stbl", FullBox("stsd", 0, Number(1), Box("avc1", new byte[24], Short(entryWidth), Short(entryHeight), new byte[50]))))));

    public static byte[] Moov(params byte[][] more) => Box("moov", [Mvhd(), Trak(), .. more]);

    public static byte[] Mdat(int bytes = 1000) => Box("mdat", [.. Enumerable.Range(0, bytes).Select(i => (byte)(i * 37))]);

    public static byte[] Mp4(params byte[][] more) => Of([Ftyp("isom", "isom", "mp42"), Moov(), Mdat(), .. more]);

    public static byte[] Of(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    public static byte[] Letters(string text) => Encoding.Latin1.GetBytes(text);

    public static byte[] Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    public static byte[] Short(int number) => [(byte)(number >> 8), (byte)number];
}
