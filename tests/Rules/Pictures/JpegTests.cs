using System.Text;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Tests.Rules.Pictures;

public class JpegTests
{
    private static readonly byte[] Start = [0xFF, 0xD8];
    private static readonly byte[] End = [0xFF, 0xD9];

    public static TheoryData<string, byte[]> Whole => new()
    {
        { "one scan", Picture.Jpeg() },
        { "no application segment", [.. Start, .. Picture.Frame(3, 2), .. Picture.Scan(), .. End] },
        { "progressive, several scans", [.. Start, .. Picture.Frame(3, 2, 0xC2), .. Picture.Scan(), .. Picture.Segment(0xC4, 1, 2), .. Picture.Scan(), .. Picture.Scan(), .. End] },
        { "arithmetic", [.. Start, .. Picture.Segment(0xCC, 0, 1), .. Picture.Frame(3, 2, 0xC9), .. Picture.Scan(), .. End] },
        { "fill bytes before markers", [.. Start, 0xFF, 0xFF, .. Picture.Frame(3, 2), 0xFF, .. Picture.Scan(), 0xFF, 0xFF, .. End] },
        { "an empty segment", Picture.Jpeg(3, 2, Picture.Segment(0xFE), Picture.Segment(0xE5)) },
        { "a picture within a segment", Picture.Jpeg(3, 2, Picture.Segment(0xE2, Picture.Jpeg())) },
        { "100 million pixels", Picture.Jpeg(10_000, 10_000) },
        { "XMP", Picture.Jpeg(3, 2, Picture.Segment(0xE1, "http://ns.adobe.com/xap/1.0/\0<?xpacket begin=''?><x:xmpmeta/>"u8)) },
    };

    public static TheoryData<string, byte[], string> Bad => new()
    {
        { "no frame header", [.. Start, 0xFF, 0xDA, .. Picture.Scan().AsSpan(2), .. End], "TYPE_MISMATCH" },
        { "no scan", [.. Start, .. Picture.Frame(3, 2), .. End], "TYPE_MISMATCH" },
        { "nothing but its ends", [.. Start, .. End], "TYPE_MISMATCH" },
        { "a segment shorter than its length", [.. Start, 0xFF, 0xE0, 0, 1, .. Picture.Frame(3, 2), .. Picture.Scan(), .. End], "TYPE_MISMATCH" },
        { "text between segments", [.. Start, .. Picture.Frame(3, 2), .. "hello"u8, .. Picture.Scan(), .. End], "TYPE_MISMATCH" },
        { "a second start", [.. Start, .. Picture.Frame(3, 2), .. Start, .. Picture.Scan(), .. End], "TYPE_MISMATCH" },
        { "no width", Picture.Jpeg(0, 2), "TYPE_MISMATCH" },
        { "no height", Picture.Jpeg(3, 0), "TYPE_MISMATCH" },
        { "a frame header of a wrong length", [.. Start, .. Picture.Segment(0xC0, 8, 0, 2, 0, 3, 3, 1, 0x11, 0), .. Picture.Scan(), .. End], "TYPE_MISMATCH" },
        { "a scan header of a wrong length", [.. Start, .. Picture.Frame(3, 2), .. Picture.Segment(0xDA, 1, 1, 0, 0), 1, 2, .. End], "TYPE_MISMATCH" },
        { "over 100 million pixels", Picture.Jpeg(10_000, 10_001), "TOO_MANY_PIXELS" },
        { "a second frame header over 100 million", [.. Start, .. Picture.Frame(3, 2), .. Picture.Frame(65_535, 65_535), .. Picture.Scan(), .. End], "TOO_MANY_PIXELS" },
        { "PHP in a comment", Picture.Jpeg(3, 2, Picture.Segment(0xFE, "a <?PHP system($_GET[0]); ?>"u8)), "EXECUTABLE TYPE_MISMATCH" },
        { "a script in EXIF", Picture.Jpeg(3, 2, Picture.Segment(0xE1, "Exif\0\0II*\0 <ScRiPt>alert(1)</script>"u8)), "TYPE_MISMATCH" },
        { "a PDF header near the start", Picture.Jpeg(3, 2, Picture.Segment(0xFE, "%PDF-1.4"u8)), "TYPE_MISMATCH" },
    };

    [Theory, MemberData(nameof(Whole))]
    public void A_whole_JPEG_passes(string what, byte[] bytes) => Assert.True(Scanned.Codes(bytes).Length == 0, what);

    [Theory, MemberData(nameof(Bad))]
    public void A_broken_or_hostile_JPEG_is_refused(string what, byte[] bytes, string codes) => Assert.True(Scanned.Codes(bytes) == codes, $"{what}: {Scanned.Codes(bytes)}");

    [Fact]
    public void A_JPEG_cut_anywhere_is_TRUNCATED()
    {
        var whole = Picture.Jpeg(3, 2, Picture.Segment(0xFE, "hello"u8));

        Assert.All(Enumerable.Range(3, whole.Length - 3), length => Assert.Equal("TRUNCATED", Scanned.Codes(whole[..length])));
    }

    [Fact]
    public void The_reason_says_where_the_damage_is()
    {
        byte[] broken = [.. Start, .. Picture.Frame(3, 2), .. "hello"u8];

        Assert.Equal("no marker where a segment must begin at byte 15", Assert.Single(Scanned.Of(broken).Reasons).Detail);
    }

    [Fact]
    public void A_place_in_EXIF_or_XMP_is_a_warning()
    {
        var exif = Picture.Jpeg(3, 2, Picture.Segment(0xE1, [.. "Exif\0\0"u8, .. Exif.WithPlace(false)]));
        var xmp = Picture.Jpeg(3, 2, Picture.Segment(0xE1, "http://ns.adobe.com/xap/1.0/\0<rdf:Description exif:GPSLatitude='1'/>"u8));
        var none = Picture.Jpeg(3, 2, Picture.Segment(0xE1, [.. "Exif\0\0"u8, .. Exif.Of(true, [0x0112])]));

        Assert.Equal(("", "LOCATION_DATA"), (Scanned.Codes(exif), Scanned.Warnings(exif)));
        Assert.Equal(("", "LOCATION_DATA"), (Scanned.Codes(xmp), Scanned.Warnings(xmp)));
        Assert.Equal(("", ""), (Scanned.Codes(none), Scanned.Warnings(none)));
    }

    [Fact]
    public void What_phones_write_behind_the_end_passes()
    {
        var whole = Picture.Jpeg();
        byte[] motionPhoto = [0, 0, 0, 24, .. "ftypmp42\0\0\0\0isommp42"u8, 0, 0, 0, 8, .. "mdat"u8];
        byte[] samsung = [0, 0, 1, 10, 14, 0, 0, 0, .. "Image_UTC_Data1700000000000SEFH"u8, 1, 2, .. "SEFT"u8];

        Assert.All([whole, motionPhoto, samsung, [1, 2, 3, 0xFF], [.. "  \r\n"u8], new byte[70_000]], tail => Assert.Equal("", Scanned.Codes([.. whole, .. tail])));
    }

    [Fact]
    public void Two_buffers_may_part_anywhere()
    {
        var bytes = Picture.Jpeg(3, 2, Picture.Segment(0xE1, [.. "Exif\0\0"u8, .. Exif.WithPlace(true)]), Picture.Segment(0xFE, Encoding.Latin1.GetBytes("<?php")));

        Assert.All(Enumerable.Range(1, bytes.Length), size => Same(Scanned.Of(bytes), Scanned.Of(bytes, size)));
    }

    private static void Same(ScannedContent expected, ScannedContent found)
    {
        Assert.Equal(expected.Reasons, found.Reasons);
        Assert.Equal(expected.Warnings, found.Warnings);
    }
}
