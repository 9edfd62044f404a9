using System.Text;

namespace Glimmerglass.Tests.Rules.Pictures;

public class GifTests
{
    private static readonly byte[] Frame = Picture.GifFrame(3, 2);

    public static TheoryData<string, byte[]> Whole => new()
    {
        { "one frame", Picture.Gif(3, 2, Frame) },
        { "the older version", [.. "GIF87a"u8, .. Picture.Gif(3, 2, Frame).AsSpan(6)] },
        { "no colour table for all", [.. "GIF89a"u8, 3, 0, 2, 0, 0, 0, 0, .. Frame, 0x3B] },
        { "an animation", Picture.Gif(3, 2, [0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0], [0x21, 0xF9, 4, 0, 1, 0, 0, 0], Frame, Picture.GifFrame(1, 1, left: 2)) },
        { "a comment", Picture.Gif(3, 2, Picture.GifComment("made by <hand>"), Frame) },
        { "a sub-block that is ended twice", Picture.Gif(3, 2, Frame, [0], Frame) },
        { "100 million pixels", Picture.Gif(10_000, 10_000, Picture.GifFrame(10_000, 10_000)) },
        { "blanks behind the end", [.. Picture.Gif(3, 2, Frame), 0, 0, .. "\r\n"u8] },
    };

    public static TheoryData<string, byte[], string> Bad => new()
    {
        { "no frame", Picture.Gif(3, 2), "TYPE_MISMATCH" },
        { "a screen without width", Picture.Gif(0, 2, Frame), "TYPE_MISMATCH" },
        { "a frame without height", Picture.Gif(3, 2, Picture.GifFrame(3, 0)), "TYPE_MISMATCH" },
        { "a frame outside the screen", Picture.Gif(3, 2, Picture.GifFrame(3, 2, left: 1)), "TYPE_MISMATCH" },
        { "bytes that are no block", Picture.Gif(3, 2, Frame, [.. "hello"u8]), "TYPE_MISMATCH" },
        { "an impossible code size", Picture.Gif(3, 2, [0x2C, 0, 0, 0, 0, 3, 0, 2, 0, 0, 12, 0]), "TYPE_MISMATCH" },
        { "over 100 million pixels", Picture.Gif(10_001, 10_000, Frame), "TOO_MANY_PIXELS" },
        { "too many frames", Picture.Gif(10_000, 10_000, [.. Enumerable.Repeat(Picture.GifFrame(10_000, 10_000), 21)]), "TOO_MANY_PIXELS" },
        { "PHP in a comment", Picture.Gif(3, 2, Picture.GifComment("<?php system($_GET[0]); ?>"), Frame), "EXECUTABLE TYPE_MISMATCH" },
        { "a script in a comment", Picture.Gif(3, 2, Picture.GifComment("<script src=//x>"), Frame), "TYPE_MISMATCH" },
        { "a script of its own that is no GIF", [.. "GIF89a/*"u8, .. new byte[20], .. "*/=1;alert(1)"u8], "TYPE_MISMATCH" },
        { "a script of its own behind the end", [.. "GIF89a/*\0\u0001\0\0\0"u8, .. Frame, 0x3B, .. "*/=1;alert(1)"u8], "TYPE_MISMATCH" },
        { "a ZIP behind the end", [.. Picture.Gif(3, 2, Frame), .. "PK\u0003\u0004"u8, 1, 2], "ARCHIVE TYPE_MISMATCH" },
    };

    [Theory, MemberData(nameof(Whole))]
    public void A_whole_GIF_passes(string what, byte[] bytes) => Assert.True(Scanned.Codes(bytes).Length == 0, $"{what}: {Scanned.Codes(bytes)}");

    [Theory, MemberData(nameof(Bad))]
    public void A_broken_or_hostile_GIF_is_refused(string what, byte[] bytes, string codes) => Assert.True(Scanned.Codes(bytes) == codes, $"{what}: {Scanned.Codes(bytes)}");

    [Fact]
    public void A_GIF_cut_anywhere_is_TRUNCATED()
    {
        var whole = Picture.Gif(3, 2, Picture.GifComment("hello"), Frame, Frame);

        Assert.All(Enumerable.Range(6, whole.Length - 6), length => Assert.Equal("TRUNCATED", Scanned.Codes(whole[..length])));
    }

    [Fact]
    public void Too_many_frames_are_told_with_both_limits()
    {
        var bytes = Picture.Gif(10_000, 10_000, [.. Enumerable.Repeat(Picture.GifFrame(10_000, 10_000), 30)]);

        var reason = Assert.Single(Scanned.Of(bytes).Reasons);
        Assert.Equal("10000 × 10000, 21 frames", reason.Detail);
        Assert.StartsWith("This is a GIF picture of 21 frames of up to 10,000 × 10,000 pixels, and the limit is 100 million for one frame and 2,000 million for all", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_in_XMP_is_a_warning()
    {
        byte[] xmp = [0x21, 0xFF, 11, .. "XMP DataXMP"u8, .. "<x exif:GPSLatitude='1'/>"u8, 1, .. Enumerable.Range(1, 255).Select(at => (byte)(256 - at)), 0, 0];
        var bytes = Picture.Gif(3, 2, xmp, Frame);

        Assert.Equal(("", "LOCATION_DATA"), (Scanned.Codes(bytes), Scanned.Warnings(bytes)));
    }

    [Fact]
    public void A_script_is_found_only_where_it_stands_in_one_piece()
    {
        var parted = Picture.Gif(3, 2, [0x21, 0xFE, 3, .. "<?p"u8, 3, .. "hp "u8, 0], Frame);
        var whole = Picture.Gif(3, 2, [0x21, 0xFE, 3, .. "abc"u8, 6, .. Encoding.Latin1.GetBytes("<?php "), 0], Frame);

        Assert.Equal("", Scanned.Codes(parted));
        Assert.Equal("EXECUTABLE TYPE_MISMATCH", Scanned.Codes(whole));
    }
}
