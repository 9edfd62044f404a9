namespace Glimmerglass.Tests.Rules.Pictures;

public class WebPTests
{
    public static TheoryData<string, byte[]> Whole => new()
    {
        { "lossy", Picture.WebP(Picture.Vp8()) },
        { "lossless", Picture.WebP(Picture.Vp8L()) },
        { "lossless, 16,384 pixels wide", Picture.WebP(Picture.Vp8L(16_384, 1)) },
        { "extended, transparent", Picture.WebP(Picture.Vp8X(), Picture.RiffChunk("ICCP", 1, 2, 3), Picture.RiffChunk("ALPH", 1), Picture.Vp8()) },
        { "an animation", Picture.WebP(Picture.Vp8X(), Picture.RiffChunk("ANIM", 0, 0, 0, 0, 0, 0), Picture.AnimationFrame(3, 2, Picture.Vp8()), Picture.AnimationFrame(1, 1, [.. Picture.RiffChunk("ALPH", 1), .. Picture.Vp8L(1, 1)])) },
        { "a last chunk without its padding", Unpadded(Picture.WebP(Picture.Vp8())) },
        { "an unknown chunk", Picture.WebP(Picture.Vp8X(), Picture.Vp8(), Picture.RiffChunk("abcd", 1, 2, 3), Picture.RiffChunk("XMP ", "<x:xmpmeta/>"u8)) },
        { "100 million pixels", Picture.WebP(Picture.Vp8(10_000, 10_000)) },
    };

    public static TheoryData<string, byte[], string> Bad => new()
    {
        { "no chunk", [.. "RIFF"u8, 4, 0, 0, 0, .. "WEBP"u8, 0, 0], "TYPE_MISMATCH" },
        { "no picture", Picture.WebP(Picture.Vp8X(), Picture.RiffChunk("EXIF", 1)), "TYPE_MISMATCH" },
        { "another chunk first", Picture.WebP(Picture.RiffChunk("EXIF", 1), Picture.Vp8()), "TYPE_MISMATCH" },
        { "a chunk longer than the whole", Picture.WebP([.. "VP8 "u8, 100, 0, 0, 0, .. Picture.Vp8().AsSpan(8)]), "TYPE_MISMATCH" },
        { "a chunk type that is no text", Picture.WebP(Picture.Vp8(), Picture.RiffChunk("AB\0D", 1)), "TYPE_MISMATCH" },
        { "bytes that are no chunk", Picture.WebP(Picture.Vp8(), [1, 2, 3, 4]), "TYPE_MISMATCH" },
        { "a frame that is no key frame", Picture.WebP(Picture.RiffChunk("VP8 ", 0x11, 0, 0, 0x9D, 0x01, 0x2A, 3, 0, 2, 0)), "TYPE_MISMATCH" },
        { "a wrong start code", Picture.WebP(Picture.RiffChunk("VP8 ", 0x10, 0, 0, 0x9D, 0x01, 0x2B, 3, 0, 2, 0)), "TYPE_MISMATCH" },
        { "a header that is cut", Picture.WebP(Picture.RiffChunk("VP8 ", 0x10, 0, 0)), "TYPE_MISMATCH" },
        { "no width", Picture.WebP(Picture.Vp8(0, 2)), "TYPE_MISMATCH" },
        { "an unknown version", Picture.WebP(Picture.RiffChunk("VP8L", 0x2F, 0, 0, 0, 0x20)), "TYPE_MISMATCH" },
        { "a wrong signature", Picture.WebP(Picture.RiffChunk("VP8L", 0x2E, 0, 0, 0, 0)), "TYPE_MISMATCH" },
        { "a second canvas", Picture.WebP(Picture.Vp8X(), Picture.Vp8X(), Picture.Vp8()), "TYPE_MISMATCH" },
        { "a frame outside the picture", Picture.WebP(Picture.Vp8X(), Picture.AnimationFrame(4, 2, Picture.Vp8())), "TYPE_MISMATCH" },
        { "a frame without a canvas", Picture.WebP(Picture.Vp8(), Picture.AnimationFrame(3, 2, Picture.Vp8())), "TYPE_MISMATCH" },
        { "a frame within a frame", Picture.WebP(Picture.Vp8X(), Picture.AnimationFrame(3, 2, Picture.AnimationFrame(3, 2, Picture.Vp8()))), "TYPE_MISMATCH" },
        { "a picture longer than its frame", Picture.WebP(Picture.Vp8X(), Picture.AnimationFrame(3, 2, [.. "VP8 "u8, 20, 0, 0, 0]), Picture.Vp8()), "TYPE_MISMATCH" },
        { "over 100 million pixels", Picture.WebP(Picture.Vp8L(16_384, 16_384)), "TOO_MANY_PIXELS" },
        { "a canvas over 100 million", Picture.WebP(Picture.Vp8X(100_000, 100_000), Picture.Vp8()), "TOO_MANY_PIXELS" },
        { "too many frames", Picture.WebP([Picture.Vp8X(10_000, 10_000), .. Enumerable.Repeat(Picture.AnimationFrame(10_000, 10_000, Picture.Vp8()), 21)]), "TOO_MANY_PIXELS" },
        { "PHP in XMP", Picture.WebP(Picture.Vp8X(), Picture.Vp8(), Picture.RiffChunk("XMP ", "<?php 1;"u8)), "EXECUTABLE TYPE_MISMATCH" },
        { "a script in EXIF", Picture.WebP(Picture.Vp8X(), Picture.Vp8(), Picture.RiffChunk("EXIF", "<script>"u8)), "TYPE_MISMATCH" },
        { "PHP in an unknown chunk", Picture.WebP(Picture.Vp8(), Picture.RiffChunk("abcd", "<?php 1;"u8)), "EXECUTABLE TYPE_MISMATCH" },
        { "content behind the end", [.. Picture.WebP(Picture.Vp8()), .. "\r\nhello"u8], "TYPE_MISMATCH" },
    };

    [Theory, MemberData(nameof(Whole))]
    public void A_whole_WebP_passes(string what, byte[] bytes) => Assert.True(Scanned.Codes(bytes).Length == 0, $"{what}: {Scanned.Codes(bytes)}");

    [Theory, MemberData(nameof(Bad))]
    public void A_broken_or_hostile_WebP_is_refused(string what, byte[] bytes, string codes) => Assert.True(Scanned.Codes(bytes) == codes, $"{what}: {Scanned.Codes(bytes)}");

    [Fact]
    public void A_WebP_cut_anywhere_is_TRUNCATED()
    {
        var whole = Picture.WebP(Picture.Vp8X(), Picture.AnimationFrame(3, 2, Picture.Vp8()), Picture.RiffChunk("XMP ", "hello"u8));

        Assert.All(Enumerable.Range(12, whole.Length - 12), length => Assert.Equal("TRUNCATED", Scanned.Codes(whole[..length])));
    }

    [Fact]
    public void A_place_in_EXIF_or_XMP_is_a_warning()
    {
        var exif = Picture.WebP(Picture.Vp8X(), Picture.Vp8(), Picture.RiffChunk("EXIF", Exif.WithPlace(false)));
        var prefixed = Picture.WebP(Picture.Vp8X(), Picture.Vp8(), Picture.RiffChunk("EXIF", [.. "Exif\0\0"u8, .. Exif.WithPlace(true)]));
        var xmp = Picture.WebP(Picture.Vp8X(), Picture.Vp8(), Picture.RiffChunk("XMP ", "<x exif:GPSLatitude='1'/>"u8));

        Assert.All([exif, prefixed, xmp], bytes => Assert.Equal(("", "LOCATION_DATA"), (Scanned.Codes(bytes), Scanned.Warnings(bytes))));
    }

    private static byte[] Unpadded(byte[] webP) => [.. "RIFF"u8, (byte)(webP[4] - 1), .. webP.AsSpan(5, webP.Length - 6)];
}
