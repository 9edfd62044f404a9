using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Functions.Documents.Content.Pictures;

namespace Glimmerglass.Tests.Rules.Pictures;

public class ExifLocationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_latitude_with_a_longitude_is_a_place(bool isLittleEndian) => Assert.True(ExifLocation.Has(Exif.WithPlace(isLittleEndian)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Other_entries_are_none(bool isLittleEndian)
    {
        Assert.False(ExifLocation.Has(Exif.Of(isLittleEndian, firstTags: [0x0112])));
        Assert.False(ExifLocation.Has(Exif.Of(isLittleEndian, firstTags: [0x0112, 0x8825], gpsTags: [0])));
        Assert.False(ExifLocation.Has(Exif.Of(isLittleEndian, firstTags: [0x8825], gpsTags: [1, 2, 3])));
        Assert.False(ExifLocation.Has(Exif.Of(isLittleEndian, firstTags: [0x8825], gpsTags: [4, 5])));
    }

    [Fact]
    public void Offsets_out_of_the_data_or_to_themselves_are_harmless()
    {
        byte[] pointsAtItself = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x25, 0x88, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0];
        byte[] pointsAway = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x25, 0x88, 4, 0, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF];
        byte[] claimsMany = [.. "MM\0*"u8, 0, 0, 0, 8, 0xFF, 0xFF];

        Assert.All([pointsAtItself, pointsAway, claimsMany, [.. "II*\0"u8, 0xFF, 0xFF, 0xFF, 0x7F], [.. "II*\0"u8], []], tiff => Assert.False(ExifLocation.Has(tiff)));
    }

    [Fact]
    public void What_is_cut_has_no_place_until_its_last_entry_is_whole()
    {
        var whole = Exif.WithPlace(true);

        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.False(ExifLocation.Has(whole.AsSpan(0, length))));
    }

    [Fact]
    public void No_bytes_make_it_throw()
    {
        var start = Gen.Elements<byte[]>([.. "II*\0"u8], [.. "MM\0*"u8], [.. "II*\0"u8, 8, 0, 0, 0], [.. "MM\0*"u8, 0, 0, 0, 8]);

        Prop.ForAll((from head in start from rest in ArbMap.Default.GeneratorFor<byte[]>() select head.Concat(rest).ToArray()).ToArbitrary(),
            tiff => ExifLocation.Has(tiff) || true).QuickCheckThrowOnFailure();
    }
}
