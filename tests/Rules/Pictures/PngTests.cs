namespace Glimmerglass.Tests.Rules.Pictures;

public class PngTests
{
    private static readonly byte[] Data = Picture.Chunk("IDAT", 0x78, 0x9C, 1, 2, 3);
    private static readonly byte[] End = Picture.Chunk("IEND");

    public static TheoryData<string, byte[]> Whole => new()
    {
        { "smallest", Picture.Png() },
        { "several data chunks", Of(Picture.Header(3, 2), Picture.Chunk("IDAT"), Data, Data, End) },
        { "one bit of palette, interlaced", Of(Picture.Header(3, 2, depth: 1, color: 3, interlace: 1), Picture.Chunk("PLTE", 1, 2, 3), Data, End) },
        { "sixteen bits with transparency", Of(Picture.Header(3, 2, depth: 16, color: 6), Data, End) },
        { "text and a private chunk", Picture.Png(Picture.Chunk("tEXt", "Title\0A <scrip> of a play"u8), Picture.Chunk("prVt", 1, 2)) },
        { "an animation", Picture.Png(Picture.Chunk("acTL", 0, 0, 0, 2, 0, 0, 0, 0), Control(3, 2), Control(2, 1, left: 1, top: 1)) },
        { "an animation of unknown length, as FFmpeg writes it into a pipe", Picture.Png(Picture.Chunk("acTL", 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0), Control(3, 2)) },
        { "100 million pixels", Of(Picture.Header(10_000, 10_000), Data, End) },
        { "blanks behind the end", [.. Picture.Png(), .. "\r\n \0\0"u8] },
    };

    public static TheoryData<string, byte[], string> Bad => new()
    {
        { "no data", Of(Picture.Header(3, 2), End), "TYPE_MISMATCH" },
        { "empty data", Of(Picture.Header(3, 2), Picture.Chunk("IDAT"), End), "TYPE_MISMATCH" },
        { "no header", Of(Data, End), "TYPE_MISMATCH" },
        { "a second header", Of(Picture.Header(3, 2), Picture.Header(3, 2), Data, End), "TYPE_MISMATCH" },
        { "a header of a wrong length", Of(Picture.Chunk("IHDR", 0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0), Data, End), "TYPE_MISMATCH" },
        { "a header with a wrong checksum", Of([.. Picture.Header(3, 2)[..^1], 0x55], Data, End), "TYPE_MISMATCH" },
        { "no width", Of(Picture.Header(0, 2), Data, End), "TYPE_MISMATCH" },
        { "no height", Of(Picture.Header(3, 0), Data, End), "TYPE_MISMATCH" },
        { "a width beyond the format", Of(Picture.Header(0x80000000, 1), Data, End), "TYPE_MISMATCH" },
        { "an unknown colour type", Of(Picture.Header(3, 2, color: 5), Data, End), "TYPE_MISMATCH" },
        { "a depth that the colour type has not", Of(Picture.Header(3, 2, depth: 4, color: 2), Data, End), "TYPE_MISMATCH" },
        { "an unknown compression", Of(Picture.Header(3, 2, compression: 1), Data, End), "TYPE_MISMATCH" },
        { "an unknown filter", Of(Picture.Header(3, 2, filter: 1), Data, End), "TYPE_MISMATCH" },
        { "an unknown interlacing", Of(Picture.Header(3, 2, interlace: 2), Data, End), "TYPE_MISMATCH" },
        { "a chunk type that is no letters", Of(Picture.Header(3, 2), Picture.Chunk("ID4T", 1), Data, End), "TYPE_MISMATCH" },
        { "a chunk that is too long", Of(Picture.Header(3, 2), [0x80, 0, 0, 0, .. "IDAT"u8], Data, End), "TYPE_MISMATCH" },
        { "an end with content", Of(Picture.Header(3, 2), Data, Picture.Chunk("IEND", 1)), "TYPE_MISMATCH" },
        { "an animation without frames", Picture.Png(Picture.Chunk("acTL", new byte[8])), "TYPE_MISMATCH" },
        { "a frame outside the picture", Picture.Png(Control(3, 2, left: 1)), "TYPE_MISMATCH" },
        { "a frame without height", Picture.Png(Control(3, 0)), "TYPE_MISMATCH" },
        { "over 100 million pixels", Of(Picture.Header(100_000, 1_001), Data, End), "TOO_MANY_PIXELS" },
        { "more pixels than a number holds", Of(Picture.Header(0x7FFFFFFF, 0x7FFFFFFF), Picture.Chunk("acTL", 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0), Data, End), "TOO_MANY_PIXELS" },
        { "a claim of too many frames", Of(Picture.Header(10_000, 10_000), Picture.Chunk("acTL", 0, 0, 0, 21, 0, 0, 0, 0), Data, End), "TOO_MANY_PIXELS" },
        { "too many frames", Of([Picture.Header(10_000, 10_000), .. Enumerable.Repeat(Control(10_000, 10_000), 21), Data, End]), "TOO_MANY_PIXELS" },
        { "PHP in a text", Picture.Png(Picture.Chunk("tEXt", "Comment\0<?php system($_GET[0]);"u8)), "EXECUTABLE TYPE_MISMATCH" },
        { "PHP in a keyword", Picture.Png(Picture.Chunk("zTXt", "<?php ;\0\0x"u8)), "EXECUTABLE TYPE_MISMATCH" },
        { "PHP in a palette", Picture.Png(Picture.Chunk("PLTE", "<?php 1;;"u8)), "EXECUTABLE TYPE_MISMATCH" },
        { "a script in a text", Picture.Png(Picture.Chunk("iTXt", "Comment\0\0\0\0\0<SCRIPT>alert(1)"u8)), "TYPE_MISMATCH" },
        { "text behind the end", [.. Picture.Png(), .. "hello"u8], "TYPE_MISMATCH" },
        { "unknown content behind the end", [.. Picture.Png(), 0, 0, 1, 2, 3], "TYPE_MISMATCH" },
        { "PHP behind the end", [.. Picture.Png(), .. "\n<?php system($_GET[0]);"u8], "EXECUTABLE TYPE_MISMATCH" },
    };

    [Theory, MemberData(nameof(Whole))]
    public void A_whole_PNG_passes(string what, byte[] bytes) => Assert.True(Scanned.Codes(bytes).Length == 0, $"{what}: {Scanned.Codes(bytes)}");

    [Theory, MemberData(nameof(Bad))]
    public void A_broken_or_hostile_PNG_is_refused(string what, byte[] bytes, string codes) => Assert.True(Scanned.Codes(bytes) == codes, $"{what}: {Scanned.Codes(bytes)}");

    [Fact]
    public void A_PNG_cut_anywhere_is_TRUNCATED()
    {
        var whole = Picture.Png(Picture.Chunk("tEXt", "Title\0hello"u8));

        Assert.All(Enumerable.Range(8, whole.Length - 8), length => Assert.Equal("TRUNCATED", Scanned.Codes(whole[..length])));
    }

    [Fact]
    public void A_place_in_EXIF_or_XMP_is_a_warning()
    {
        var exif = Picture.Png(Picture.Chunk("eXIf", Exif.WithPlace(true)));
        var xmp = Picture.Png(Picture.Chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0<x exif:GPSLatitude='1'/>"u8));

        Assert.Equal(("", "LOCATION_DATA"), (Scanned.Codes(exif), Scanned.Warnings(exif)));
        Assert.Equal(("", "LOCATION_DATA"), (Scanned.Codes(xmp), Scanned.Warnings(xmp)));
        Assert.Equal("", Scanned.Warnings(Picture.Png(Picture.Chunk("eXIf", Exif.Of(true, [0x0112])))));
    }

    private static byte[] Of(params byte[][] chunks) => [.. Picture.PngSignature, .. chunks.SelectMany(chunk => chunk)];

    private static byte[] Control(uint width, uint height, uint left = 0, uint top = 0) =>
        Picture.Chunk("fcTL", [0, 0, 0, 0, .. Picture.Big(width), .. Picture.Big(height), .. Picture.Big(left), .. Picture.Big(top), 0, 1, 0, 10, 0, 0]);
}
