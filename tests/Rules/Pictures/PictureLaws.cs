using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Tests.Rules.Pictures;

/// <summary>What holds for every picture, good or not.</summary>
public class PictureLaws
{
    private static readonly byte[][] Good =
    [
        Picture.Jpeg(3, 2, Picture.Segment(0xE1, [.. "Exif\0\0"u8, .. Exif.WithPlace(true)]), Picture.Segment(0xFE, "<?php"u8)),
        [.. Picture.Jpeg(), .. Picture.Jpeg(), .. "<svg >"u8],
        Picture.Png(Picture.Chunk("eXIf", Exif.WithPlace(false)), Picture.Chunk("acTL", 0, 0, 0, 2, 0, 0, 0, 0), Picture.Chunk("tEXt", "a\0<script>"u8)),
        Picture.WebP(Picture.Vp8X(), Picture.AnimationFrame(3, 2, Picture.Vp8()), Picture.RiffChunk("EXIF", Exif.WithPlace(true)), Picture.RiffChunk("XMP ", "<a>"u8)),
        [.. Picture.Gif(3, 2, Picture.GifComment("<?php"), Picture.GifFrame(3, 2), Picture.GifFrame(1, 1)), .. "PK\u0003\u0004"u8],
    ];

    private static readonly byte[][] Heads =
        [[0xFF, 0xD8, 0xFF], Picture.PngSignature, [.. Picture.PngSignature, .. Picture.Header(3, 2)], [.. "RIFF"u8, 0, 1, 0, 0, .. "WEBP"u8], [.. "GIF89a\u0003\0\u0003\0\0\0\0"u8]];

    /// <summary>A picture with a few bytes changed, or bytes without sense behind the start of one.</summary>
    private static readonly Gen<byte[]> Contents = Gen.OneOf(
        from picture in Gen.Elements(Good)
        from changes in Gen.Choose(0, picture.Length - 1).ArrayOf()
        from values in Gen.Elements<byte>(0, 1, 2, 3, 0x21, 0x2C, 0x3B, 0x7F, 0x80, 0xC0, 0xD9, 0xFE, 0xFF).ArrayOf(changes.Length)
        select Changed(picture, changes, values),
        from head in Gen.Elements(Heads)
        from rest in Gen.OneOf(ArbMap.Default.GeneratorFor<byte[]>(), Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(300))
        select head.Concat(rest).ToArray());

    [Fact]
    public void How_the_stream_is_cut_changes_nothing_and_nothing_throws() =>
        Prop.ForAll(Contents.ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (bytes, size) => Same(Scanned.Of(bytes), Scanned.Of(bytes, size)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_good_picture_is_the_same_at_each_border_of_two_buffers() =>
        Assert.All(Good, bytes => Assert.All(Enumerable.Range(1, bytes.Length), size => Same(Scanned.Of(bytes), Scanned.Of(bytes, size))));

    [Fact]
    public void Memory_does_not_grow_with_the_picture()
    {
        byte[][] starts = [Picture.Jpeg()[..^2], [.. Picture.PngSignature, .. Picture.Header(3, 2), 0x7F, 0xFF, 0xFF, 0xFF, .. "IDAT"u8], Picture.Jpeg()];
        var buffer = new byte[128 * 1024];

        foreach (var start in starts)
        {
            using var scan = new ContentScan(101 * buffer.Length);
            scan.Append(start);
            scan.Append(buffer);

            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 90; i++) scan.Append(buffer);

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024);
        }
    }

    private static void Same(ScannedContent expected, ScannedContent found)
    {
        Assert.Equal(expected.Type, found.Type);
        Assert.Equal(expected.Reasons, found.Reasons);
        Assert.Equal(expected.Warnings, found.Warnings);
    }

    private static byte[] Changed(byte[] picture, int[] changes, byte[] values)
    {
        byte[] changed = [.. picture];
        for (var i = 0; i < changes.Length; i++) changed[changes[i]] = values[i];
        return changed;
    }
}
