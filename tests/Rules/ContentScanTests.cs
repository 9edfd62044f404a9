using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Tests.Rules;

public class ContentScanTests
{
    private static readonly byte[] Virus = [.. @"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-"u8, .. "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"u8];

    /// <summary>Pieces that mean something to a recogniser, to be strewn among bytes that mean nothing.</summary>
    private static readonly byte[][] Pieces =
    [
        Virus, Virus[..34], Virus[34..], [.. "%PDF-1.7\n"u8], [.. "[InternetShortcut]\r\nURL=https://x"u8], [.. "bplist00"u8], [.. "\u0053URL"u8],
        [.. "<plist><dict><key>URL</key>"u8], [0xFF, 0xD8, 0xFF], [0xFF, 0xFE], [0, 0, 0, 24, .. "ftypmif1"u8], [0x1A, 0x45, 0xDF, 0xA3], [.. "RIFF0000WEBP"u8],
    ];

    private static readonly Gen<byte[]> Contents =
        from parts in Gen.OneOf(Gen.Elements(Pieces), ArbMap.Default.GeneratorFor<byte[]>(), Gen.Choose(1, 5000).Select(count => new byte[count])).ArrayOf()
        select parts.SelectMany(part => part).ToArray();

    public static TheoryData<byte[], string?> Heads => new()
    {
        { [.. "%PDF-1.4"u8], "PDF" },
        { [.. new byte[1019], .. "%PDF-"u8], "PDF" },
        { [.. new byte[1020], .. "%PDF-"u8], null },
        { [0xFF, 0xD8, 0xFF, 0xE0, .. "%PDF-1.4"u8], "JPEG" },
        { [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A], "PNG" },
        { [.. "GIF87a"u8], "GIF" },
        { [.. "GIF88a"u8], null },
        { [.. "RIFF\0\0\0\0WEBPVP8 "u8], "WebP" },
        { [.. "RIFF\0\0\0\0AVI LIST"u8], "AVI" },
        { [.. "RIFF\0\0\0\0WAVEfmt "u8], "WAV" },
        { Branded("heic", "mif1", "heic"), "HEIC" },
        { Branded("mif1", "mif1", "heic"), "HEIC" },
        { Branded("mif1", "mif1", "avif"), "AVIF" },
        { Branded("avif", "mif1"), "AVIF" },
        { Branded("isom", "iso2", "mp41"), "MP4" },
        { Branded("abcd", "mp42"), "MP4" },
        { Branded("M4V ", "isom"), "MP4" },
        { Branded("M4A ", "isom", "mp42"), "M4A" },
        { Branded("qt  ", "qt  "), "MOV" },
        { Branded("3gp4", "isom", "3gp4"), "3GP" },
        { Branded("3gp5", "mp42", "3gp4"), "MP4" },
        { Matroska("webm"u8), "WebM" },
        { Matroska("matroska"u8), "Matroska" },
        { [0x1A, 0x45, 0xDF, 0xA3], "Matroska" },
        { [0x1A, 0x45, 0xDF, 0xA3, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x42, 0x82, 0x01], "Matroska" },
        { [.. "PK\u0003\u0004"u8], "ZIP" },
        { [0x1F, 0x8B, 8, 4, .. "%PDF-1.4"u8], "compressed file" },
        { [0x7F, .. "ELF"u8], "Linux program" },
        { [.. "MZ%PDF-1.4"u8], "program" },
        { [.. "#!/bin/sh\n%PDF-1.4"u8], "script" },
        { [.. "<!DOCTYPE html><!--%PDF-1.4-->"u8], "HTML" },
        { [0xEF, 0xBB, 0xBF, .. "\r\n <HTML>"u8], "HTML" },
        { [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("<html>")], "HTML" },
        { [.. "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"u8], "SVG" },
        { [.. "<?xml version='1.0'?><order/>"u8], "XML" },
        { [.. "hello"u8], null },
        { [], null },
    };

    public static TheoryData<byte[]> Shortcuts =>
    [
        [.. "[InternetShortcut]\r\nURL=https://example.com/\r\n"u8],
        [.. "\r\n  \t[internetshortcut]\n  url = https://example.com/"u8],
        [0xEF, 0xBB, 0xBF, .. "[INTERNETSHORTCUT]\rIconIndex=0\rURL=https://example.com/"u8],
        [.. "; made by hand\n[{000214A0-0000-0000-C000-000000000046}]\nProp3=19,11\n[InternetShortcut]\nIDList=\nURL=https://example.com/"u8],
        [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("[InternetShortcut]\r\nURL=https://example.com/")],
        [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes("[InternetShortcut]\r\nURL=https://example.com/")],
        Encoding.Unicode.GetBytes("[InternetShortcut]\r\nURL=https://example.com/"),
        [.. "<?xml version=\"1.0\"?><!DOCTYPE plist><plist version=\"1.0\"><dict><key>URL</key><string>https://example.com/</string></dict></plist>"u8],
        [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes("<plist><dict>\n<key> url </key>")],
        [.. "bplist00"u8, 0xD1, 1, 2, 0x53, .. "URL"u8, 0x5F, 0x10, 0x14, .. "https://example.com/"u8],
        [.. "bplist00"u8, 0xD1, 1, 2, 0x63, .. Encoding.BigEndianUnicode.GetBytes("URL")],
    ];

    public static TheoryData<byte[]> NoShortcuts =>
    [
        [.. "%PDF-1.4\n(see below)\n[InternetShortcut]\nURL=https://example.com/\n"u8],
        [.. "[InternetShortcut]\r\nIconIndex=0"u8],
        [.. "URL=https://example.com/"u8],
        [.. "[InternetShortcut]\r\nBaseURL=https://example.com/"u8],
        [.. "<plist><dict><key>CURL</key></dict></plist>"u8],
        [.. "<html><key>URL</key></html>"u8],
        [.. "bplist00"u8, 0x53, .. "UR"u8],
        [.. "An order for a pool"u8],
        [],
    ];

    [Fact]
    public void Size_and_hash_are_those_of_all_bytes()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);

        var found = Scan(bytes, 70_000, 1, 0, 200_000);

        Assert.Equal(bytes.Length, found.SizeBytes);
        Assert.Equal(SHA256.HashData(bytes), found.Sha256);
        Assert.Empty(found.Reasons);
    }

    [Fact]
    public void What_is_found_does_not_depend_on_how_the_stream_is_cut()
    {
        var cuts = Gen.Choose(0, 40).ArrayOf();

        Prop.ForAll(Contents.ToArbitrary(), cuts.ToArbitrary(), (bytes, sizes) =>
        {
            var whole = Scan(bytes, bytes.Length);
            var pieces = Scan(bytes, sizes);
            Assert.Equal(whole.SizeBytes, pieces.SizeBytes);
            Assert.Equal(whole.Sha256, pieces.Sha256);
            Assert.Equal(whole.Type, pieces.Type);
            Assert.Equal(whole.Reasons, pieces.Reasons);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_test_virus_is_found_at_each_border_of_two_buffers()
    {
        byte[] bytes = [.. new byte[100], .. Virus, .. new byte[100]];

        Assert.All(Enumerable.Range(1, bytes.Length - 1), cut => Assert.Equal("TEST_VIRUS", Assert.Single(Scan(bytes, cut, bytes.Length).Reasons).Code));
        Assert.All(Enumerable.Range(1, 70), size => Assert.Single(Scan(bytes, size).Reasons));
    }

    [Fact]
    public void A_test_virus_that_lacks_one_byte_is_none()
    {
        Assert.Empty(Scan(Virus[1..], 10).Reasons);
        Assert.Empty(Scan([.. Virus[..40], 0, .. Virus[40..]], 40).Reasons);
    }

    [Theory, MemberData(nameof(Heads))]
    public void The_type_is_what_the_bytes_are(byte[] head, string? name) => Assert.Equal(name, Scan(head, 3).Type?.Name);

    [Theory, MemberData(nameof(Shortcuts))]
    public void A_web_shortcut_is_known_by_its_content(byte[] bytes) => Assert.Equal("WEB_SHORTCUT", Assert.Single(Scan(bytes, 5).Reasons).Code);

    [Theory, MemberData(nameof(NoShortcuts))]
    public void What_only_mentions_a_shortcut_is_none(byte[] bytes) =>
        Assert.DoesNotContain(Scan(bytes, 5).Reasons, reason => reason.Code == "WEB_SHORTCUT");

    [Fact]
    public void Memory_does_not_grow_with_the_file()
    {
        var buffer = new byte[128 * 1024];
        using var scan = new ContentScan(101 * buffer.Length);
        scan.Append(buffer);

        // A collection that another test causes counts what is left of this thread's buffer as allocated; it does not come each time.
        var leastBytes = Enumerable.Range(0, 5).Min(_ => AllocatedBy(() => scan.Append(buffer)));

        Assert.InRange(leastBytes, 0, 1024);
    }

    private static long AllocatedBy(Action once)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) once();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Scans in buffers of these sizes, the last one repeated to the end.</summary>
    private static ScannedContent Scan(byte[] bytes, params int[] sizes)
    {
        using var scan = new ContentScan(bytes.Length);
        var at = 0;
        foreach (var size in sizes) Next(size);
        while (at < bytes.Length) Next(Math.Max(1, sizes.LastOrDefault(1)));
        return scan.Finish();

        void Next(int size)
        {
            var taken = Math.Min(size, bytes.Length - at);
            scan.Append(bytes.AsSpan(at, taken));
            at += taken;
        }
    }

    private static byte[] Branded(string major, params string[] compatible)
    {
        var brands = Encoding.ASCII.GetBytes(string.Concat(compatible));
        return [0, 0, 0, (byte)(16 + brands.Length), .. "ftyp"u8, .. Encoding.ASCII.GetBytes(major), 0, 0, 0, 0, .. brands, 0, 0, 0, 8, .. "mp42"u8];
    }

    private static byte[] Matroska(ReadOnlySpan<byte> docType) =>
        [0x1A, 0x45, 0xDF, 0xA3, (byte)(0x80 | (docType.Length + 7)), 0x42, 0x86, 0x81, 1, 0x42, 0x82, (byte)(0x80 | docType.Length), .. docType];
}
