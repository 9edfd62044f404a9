using System.Globalization;
using Glimmerglass.Tests.Corpus;

namespace Glimmerglass.Bench;

/// <summary>A file of one family and of any size, made piece by piece and never held as a whole.</summary>
public sealed record LargeFile(string Name, Func<long, IEnumerable<byte[]>> Pieces)
{
    private static readonly byte[] Noise = Octets.Noise(1 << 20);

    public static IReadOnlyList<LargeFile> Families { get; } =
    [
        new("PDF of scanned pages", size => Paper(size, ScannedPage)),
        new("PDF of text and lines", size => Paper(size, DrawnPage)),
        new("JPEG", Jpeg),
        new("PNG", Png),
        new("WebP", size => [[.. "RIFF"u8, .. Octets.Little32(size + 22), .. "WEBPVP8 "u8, .. Octets.Little32(size + 10), 0x10, 0x02, 0, 0x9D, 0x01, 0x2A, 0x40, 0x06, 0xB0, 0x04], .. Filled(size)]),
        new("GIF", Gif),
        new("HEIC", size => [IsoFile.Heic(4032, 3024), [.. Octets.Big32(size + 8), .. "mdat"u8], .. Filled(size)]),
        new("MP4", size => [IsoFile.Brands("isom", "isom", "avc1"), IsoFile.Movie(1920, 1080, 1000), [.. Octets.Big32(1), .. "mdat"u8, .. Octets.Big64(size + 16)], .. Filled(size)]),
        new("MOV", size => [IsoFile.Brands("qt  ", "qt  "), [.. Octets.Big32(1), .. "mdat"u8, .. Octets.Big64(size + 16)], .. Filled(size), IsoFile.Movie(1920, 1080, 36)]),
        new("WebM", WebM),
    ];

    private static IEnumerable<byte[]> Filled(long size)
    {
        for (; size > 0; size -= Noise.Length) yield return size >= Noise.Length ? Noise : Noise[..(int)size];
    }

    /// <summary>Pages that each bring their objects, then the page tree, the catalog and a classic table.</summary>
    private static IEnumerable<byte[]> Paper(long size, Func<int, IReadOnlyList<(int Number, byte[] Object)>> page)
    {
        var places = new SortedDictionary<int, long>();
        var header = Octets.Latin("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n");
        long at = header.Length;
        yield return header;

        List<int> pages = [];
        for (var number = 3; at < size; number += 2)
        {
            pages.Add(number);
            foreach (var (inner, bytes) in page(number))
            {
                places[inner] = at;
                at += bytes.Length;
                yield return bytes;
            }
        }
        var tree = string.Join(' ', pages.Select(number => Text($"{number} 0 R")));
        byte[][] last = [Octets.Latin("1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"), Octets.Latin(Text($"2 0 obj\n<</Type/Pages/Count {pages.Count}/Kids[{tree}]>>\nendobj\n"))];
        places[1] = at;
        places[2] = at + last[0].Length;
        foreach (var bytes in last) yield return bytes;

        at += last.Sum(bytes => bytes.Length);
        var entries = string.Concat(places.Values.Select(place => Text($"{place:D10} 00000 n \n")));
        yield return Octets.Latin(Text($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n{entries}trailer\n<</Size {places.Count + 1}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n"));
    }

    private static readonly byte[] Scan = Stuffed(Noise.AsSpan(0, 500_000));

    private static IReadOnlyList<(int, byte[])> ScannedPage(int number) =>
    [
        (number, Octets.Latin(Text($"{number} 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</Im0 {number + 1} 0 R>>>>>>\nendobj\n"))),
        (number + 1, Octets.Of(
            Octets.Latin(Text($"{number + 1} 0 obj\n<</Type/XObject/Subtype/Image/Width 2480/Height 3508/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode/Length {Scan.Length}>>\nstream\n")),
            Scan, Octets.Latin("\nendstream\nendobj\n"))),
    ];

    private static readonly byte[] Drawing = Octets.Latin(string.Concat(Enumerable.Range(0, 500).Select(line => Text($"BT /F1 9 Tf 1 0 0 1 {line % 500} {line} Tm (Line {line} of the plan) Tj ET 0 {line}.5 m 99 {line} l S\n"))));

    private static IReadOnlyList<(int, byte[])> DrawnPage(int number) =>
    [
        (number, Octets.Latin(Text($"{number} 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/Contents {number + 1} 0 R>>\nendobj\n"))),
        (number + 1, Octets.Of(Octets.Latin(Text($"{number + 1} 0 obj\n<</Length {Drawing.Length}>>\nstream\n")), Drawing, Octets.Latin("endstream\nendobj\n"))),
    ];

    private static IEnumerable<byte[]> Jpeg(long size)
    {
        var head = JpegFile.Grey(9000, 9000)[..^2];
        var data = Stuffed(Noise);
        yield return head;
        for (long at = head.Length; at < size; at += data.Length) yield return data;
        yield return JpegFile.End;
    }

    private static IEnumerable<byte[]> Png(long size)
    {
        var chunks = Octets.Of([.. Noise.Chunk(8192).Select(part => PngFile.Chunk("IDAT", part))]);
        yield return Octets.Of(PngFile.Start, PngFile.Header(9000, 9000), PngFile.Chunk("IDAT", [0x78, 0x9C]));
        for (long at = 0; at < size; at += chunks.Length) yield return chunks;
        yield return PngFile.End;
    }

    private static IEnumerable<byte[]> Gif(long size)
    {
        var frame = Octets.Of(GifFile.Delay, GifFile.Frame(1000, 1000));
        yield return Octets.Of(GifFile.Start(1000, 1000), GifFile.Loops);
        for (long at = 0; at < size; at += frame.Length) yield return frame;
        yield return [GifFile.End];
    }

    private static IEnumerable<byte[]> WebM(long size)
    {
        var block = EbmlFile.Element(0xA3, [0x81, 0, 0, 0x80], Noise[..20_000]);
        var cluster = EbmlFile.Element(EbmlFile.Cluster, [EbmlFile.Element(0xE7, [0]), .. Enumerable.Repeat(block, 50)]);
        yield return Octets.Of(EbmlFile.Header(), EbmlFile.Endless(EbmlFile.Segment, EbmlFile.Description));
        for (long at = 0; at < size; at += cluster.Length) yield return cluster;
    }

    /// <summary>The data of a JPEG scan: a zero byte follows each FF.</summary>
    private static byte[] Stuffed(ReadOnlySpan<byte> noise)
    {
        var bytes = new List<byte>(noise.Length + (noise.Length / 200));
        foreach (var value in noise)
        {
            bytes.Add(value);
            if (value == 0xFF) bytes.Add(0);
        }
        return [.. bytes];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
