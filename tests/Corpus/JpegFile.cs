namespace Glimmerglass.Tests.Corpus;

/// <summary>Builds JPEG pictures of noise: small Huffman tables, restart markers and stuffed bytes included (ITU-T T.81).</summary>
public static class JpegFile
{
    /// <summary>A grey baseline picture in JFIF; more segments stand between the JFIF one and the tables.</summary>
    public static byte[] Grey(int width, int height, params IReadOnlyList<byte[]> segments) => Octets.Of(
        Start, Jfif, Octets.Of(segments), Tables, Frame(0xC0, width, height, 1), ScanOf(width, height, 1, 0, 63), End);

    public static readonly byte[] Start = [0xFF, 0xD8];
    public static readonly byte[] End = [0xFF, 0xD9];
    public static readonly byte[] Jfif = Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 1, 0, 72, 0, 72, 0, 0]);
    public static readonly byte[] Adobe = Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]);

    /// <summary>A quantisation table of ones; DC codes 0 for no change and 10 for a change of eight bits; one AC code, 0 for the end of the block.</summary>
    public static readonly byte[] Tables = Octets.Of(
        Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]),
        Segment(0xC4, [0x00, 1, 1, .. new byte[14], 0, 8]),
        Segment(0xC4, [0x10, 1, .. new byte[15], 0]));

    public static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, .. Octets.Big16(content.Length + 2), .. content];

    public static byte[] Frame(byte marker, int width, int height, int components) => Segment(marker,
        [8, .. Octets.Big16(height), .. Octets.Big16(width), (byte)components, .. Enumerable.Range(1, components).SelectMany(id => (byte[])[(byte)id, 0x11, 0])]);

    public static byte[] Progressive(int width, int height) => Octets.Of(
        Start, Jfif, Tables, Frame(0xC2, width, height, 1), ScanOf(width, height, 1, 0, 0), ScanOf(width, height, 1, 1, 63), End);

    public static byte[] FourColours(int width, int height) => Octets.Of(Start, Adobe, Tables, Frame(0xC0, width, height, 4), ScanOf(width, height, 4, 0, 63), End);

    /// <summary>With a restart marker after each row of eight blocks.</summary>
    public static byte[] Restarting(int width, int height) => Octets.Of(
        Start, Jfif, Tables, Segment(0xDD, Octets.Big16(8)), Frame(0xC0, width, height, 1), ScanOf(width, height, 1, 0, 63, 8), End);

    public static byte[] ScanOf(int width, int height, int components, byte from, byte to, int restartEvery = int.MaxValue)
    {
        var blocks = ((width + 7) / 8) * ((height + 7) / 8) * components;
        byte[] head = [(byte)components, .. Enumerable.Range(1, components).SelectMany(id => (byte[])[(byte)id, 0x00]), from, to, 0];
        return [.. Segment(0xDA, head), .. Blocks(blocks, hasDc: from == 0, hasAc: to > 0, restartEvery)];
    }

    /// <summary>An EXIF segment whose directory names a place, or only an orientation (CIPA DC-008).</summary>
    public static byte[] Exif(bool withPlace) => Segment(0xE1, [.. "Exif\0\0"u8, .. ExifFile.Tiff(withPlace)]);

    private static List<byte> Blocks(int count, bool hasDc, bool hasAc, int restartEvery)
    {
        List<byte> data = [];
        var (held, bits, noise) = (0, 0, 1u);
        for (var i = 0; i < count; i++)
        {
            noise = (noise * 1664525) + 1013904223;
            if (hasDc && noise >> 28 == 0) Put(0b10, 2, i % 2 == 0 ? 0xFF : 0x00);
            else if (hasDc) Put(0, 1);
            if (hasAc) Put(0, 1);
            if ((i + 1) % restartEvery != 0 || i + 1 == count) continue;
            Pad();
            data.AddRange([0xFF, (byte)(0xD0 + (i / restartEvery % 8))]);
        }
        Pad();
        return data;

        void Put(int code, int length, int? more = null)
        {
            for (var bit = length - 1; bit >= 0; bit--) PutBit(code >> bit & 1);
            for (var bit = 7; bit >= 0 && more is not null; bit--) PutBit(more.Value >> bit & 1);
        }

        void PutBit(int bit)
        {
            held = (held << 1) | bit;
            if (++bits < 8) return;
            data.Add((byte)held);
            if (held == 0xFF) data.Add(0);
            (held, bits) = (0, 0);
        }

        void Pad()
        {
            while (bits > 0) PutBit(1);
        }
    }
}
