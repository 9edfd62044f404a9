using System.Buffers.Binary;

namespace Glimmerglass.Tests.Corpus;

/// <summary>Changes files at random, in the ways that confuse readers: bits, blocks, the words of their formats, and the numbers that say how long something is.</summary>
public static class Mutations
{
    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "%PDF-1.7", "%%EOF", "startxref\n0", "xref\n0 1\n", "trailer", "obj", "endobj", "stream\n", "endstream", "<<", ">>", "[", "]", "(", ")", "<", ">", "%", "\\", "/", "#", " R ", "1 0 R", "6 0 obj",
            "/Type", "/ObjStm", "/XRef", "/Length 9", "/Length 0", "/First", "/N 9", "/Prev 0", "/Prev 15", "/XRefStm 0", "/Filter", "/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode",
            "/DecodeParms", "/Predictor 15", "/Columns 0", "/Columns 2147483647", "/W[1 4 2]", "/W[9 9 9]", "/Index[0 2147483647]", "/Size 2147483647", "/Root", "/Encrypt", "/JS", "/JavaScript", "/AA", "/OpenAction",
            "/Extends", "/Kids", "/Names", "/Next", "~>", "99999999999999999999", "-1",
            "RIFF", "WEBP", "VP8 ", "VP8L", "VP8X", "ANMF", "EXIF", "IHDR", "IDAT", "IEND", "acTL", "eXIf", "Exif\0\0", "II*\0", "MM\0*", "GIF89a", "JFIF\0", "MPF\0",
            "ftyp", "moov", "mdat", "moof", "trak", "meta", "iloc", "iinf", "infe", "iprp", "ipco", "ispe", "free", "uuid", "heic", "isom", "qt  ",
            "PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", "MZ", "PE\0\0", "\u007FELF", "#!/bin/sh", "<html>", "<script>", "<?php", "<svg", "[InternetShortcut]\nURL=x",
        }.Select(Octets.Latin),
        [0xFF, 0xD8], [0xFF, 0xD9], [0xFF, 0xDA], [0xFF, 0xC0], [0xFF, 0xE1], [0x1A, 0x45, 0xDF, 0xA3], [0x18, 0x53, 0x80, 0x67], [0x1F, 0x43, 0xB6, 0x75], [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0, 0, 0, 1], [0, 0, 0, 8],
    ];

    private static readonly long[] Edges = [0, 1, 2, 7, 8, 127, 128, 255, 256, 32_767, 65_535, 65_536, int.MaxValue, uint.MaxValue, 1L << 31, -1];

    /// <summary>The file after one to six changes, some of which take pieces of the other one. The same source of chance makes the same changes.</summary>
    public static byte[] Change(byte[] content, byte[] other, Random chance)
    {
        var times = 1 + (int)(Math.Pow(chance.NextDouble(), 2) * 6);
        for (var i = 0; i < times; i++) content = ChangeOnce(content, other, chance);
        return content;
    }

    private static byte[] ChangeOnce(byte[] content, byte[] other, Random chance) => chance.Next(13) switch
    {
        0 or 1 => Set(content, chance, value => (byte)(value ^ (1 << chance.Next(8)))),
        2 => Set(content, chance, _ => (byte)chance.Next(256)),
        3 => Spliced(content, Block(content, chance), [], chance),
        4 => Spliced(content, Block(content, chance), Twice(content[Block(content, chance)]), chance),
        5 => Swapped(content, chance),
        6 => Spliced(content, Point(content, chance), Octets.Noise(chance.Next(64), (uint)chance.Next()), chance),
        7 => content[..chance.Next(content.Length + 1)],
        8 or 9 => Spliced(content, Point(content, chance), Words[chance.Next(Words.Length)], chance),
        10 => Overwritten(content, Words[chance.Next(Words.Length)], chance),
        11 => Spliced(content, Block(content, chance), other[Block(other, chance)], chance),
        _ => Numbered(content, chance),
    };

    private static byte[] Set(byte[] content, Random chance, Func<byte, byte> change)
    {
        if (content.Length == 0) return content;
        byte[] changed = [.. content];
        var at = chance.Next(content.Length);
        changed[at] = change(changed[at]);
        return changed;
    }

    private static Range Point(byte[] content, Random chance)
    {
        var at = chance.Next(content.Length + 1);
        return at..at;
    }

    private static Range Block(byte[] content, Random chance)
    {
        var from = chance.Next(content.Length + 1);
        var most = chance.Next(4) == 0 ? content.Length - from : Math.Min(200, content.Length - from);
        return from..(from + chance.Next(most + 1));
    }

    private static byte[] Twice(byte[] block) => [.. block, .. block];

    private static byte[] Spliced(byte[] content, Range removed, byte[] put, Random chance)
    {
        var (start, length) = removed.GetOffsetAndLength(content.Length);
        // What grows with each change would end as one large file that says little.
        if (content.Length - length + put.Length > 8 << 20) put = [];
        return [.. content.AsSpan(0, start), .. put, .. content.AsSpan(start + length)];
    }

    private static byte[] Swapped(byte[] content, Random chance)
    {
        var half = content.Length / 2;
        if (half == 0) return content;
        var length = 1 + chance.Next(Math.Min(half, 500));
        var one = chance.Next(half - length + 1);
        var two = half + chance.Next(content.Length - half - length + 1);
        byte[] changed = [.. content];
        content.AsSpan(one, length).CopyTo(changed.AsSpan(two));
        content.AsSpan(two, length).CopyTo(changed.AsSpan(one));
        return changed;
    }

    private static byte[] Overwritten(byte[] content, byte[] word, Random chance)
    {
        if (content.Length < word.Length) return content;
        byte[] changed = [.. content];
        word.CopyTo(changed, chance.Next(content.Length - word.Length + 1));
        return changed;
    }

    /// <summary>Writes an edge number over digits, or over two, four or eight bytes in either order.</summary>
    private static byte[] Numbered(byte[] content, Random chance)
    {
        var edge = Edges[chance.Next(Edges.Length)] + chance.Next(-1, 2);
        var at = chance.Next(content.Length + 1);
        var digit = content.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (chance.Next(2) == 0 && digit >= 0)
        {
            var start = at + digit;
            var end = start;
            while (end < content.Length && content[end] is >= (byte)'0' and <= (byte)'9') end++;
            return Spliced(content, start..end, Octets.Latin(edge.ToString(System.Globalization.CultureInfo.InvariantCulture)), chance);
        }

        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, edge);
        var number = bytes[(8 - (2 << chance.Next(3)))..];
        if (chance.Next(2) == 0) Array.Reverse(number);
        return Overwritten(content, number, chance);
    }
}
