using System.Buffers.Binary;
using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents.Content.Pictures;

namespace Glimmerglass.Functions.Documents.Content.Media;

/// <summary>
/// Reads HEIC and HEIF: a sound tree of boxes with the items of a picture whose bytes lie in the file, or the tracks of an image sequence
/// (ISO/IEC 23008-12, sections 6 and 7).
/// </summary>
public sealed class HeicReader : IRecogniser, IBoxReader
{
    private const string What = "a HEIC picture";
    private const int MaxBrandBytes = 256;

    private readonly PixelCount pixels = new(What);
    private readonly MovieBoxes sequence;
    private readonly PictureItems items;
    private readonly BoxWalk walk;
    private bool maySequence;
    private ByteRange? exif;
    private long at;

    public HeicReader(long sizeBytes)
    {
        sequence = new MovieBoxes(pixels);
        items = new PictureItems(What, sizeBytes, pixels);
        walk = new BoxWalk(What, sizeBytes, this);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        walk.Append(bytes);
        if (exif is null && items.ExifAhead is { } ahead) exif = RangeOf(ahead);
        exif?.Append(at, bytes);
        at += bytes.Length;
    }

    public Findings Finish()
    {
        IReadOnlyList<Reason> structure = walk.Finish();
        if (structure.Count == 0) structure = ContentReason.Each(RefuseIncomplete());
        return new Findings([.. structure, .. ContentReason.Each(pixels.Refusal)], FindLocation() is { } place ? [ContentReason.LocationData(place)] : []);
    }

    BoxUse IBoxReader.Meet(in Box box)
    {
        if ((box.Parent, box.Type) is (BoxType.File, BoxType.Ftyp)) return BoxUse.Read;
        return IsOfPicture(box) ? items.Meet(box) : sequence.Meet(box);
    }

    void IBoxReader.Read(in Box box, ReadOnlySpan<byte> content)
    {
        if (box.Type == BoxType.Ftyp) maySequence = HasSequenceBrand(content[..Math.Min(content.Length, MaxBrandBytes)]);
        else if (IsOfPicture(box)) items.Read(box, content);
        else sequence.Read(box, content);
    }

    private static bool IsOfPicture(in Box box) => box.Outermost == BoxType.Meta;

    private Reason? RefuseIncomplete()
    {
        if (items.HasMeta) return items.Refuse();
        if (maySequence && sequence is { HasMovieHeader: true, HasTrack: true, HasMedia: true }) return null;
        return ContentReason.Truncated(What, "there is neither a picture (meta) nor a whole sequence (moov with a track, and mdat)");
    }

    /// <summary>An Exif item begins with the distance from there to its TIFF header, in four bytes (ISO/IEC 23008-12, annex A.2.1).</summary>
    private string? FindLocation()
    {
        var item = exif is null ? items.ExifInItemData : exif.Bytes;
        if (item.Length < 4) return null;

        var offset = BinaryPrimitives.ReadUInt32BigEndian(item);
        return offset <= item.Length - 4 && ExifLocation.Has(item[(4 + (int)offset)..]) ? "the Exif item" : null;
    }

    /// <summary>A length of 0 means all that follows.</summary>
    private static ByteRange RangeOf(ItemExtent extent) =>
        new((long)extent.StartsAt, extent.Length == 0 ? PictureItems.MaxExifBytes : (int)Math.Min(extent.Length, PictureItems.MaxExifBytes));

    /// <summary>Brands stand in four bytes each, with a version in place of the second (ISO/IEC 14496-12, section 4.3; ISO/IEC 23008-12, section 10).</summary>
    private static bool HasSequenceBrand(ReadOnlySpan<byte> brands)
    {
        for (; brands.Length >= 4; brands = brands[4..])
        {
            if (brands.StartsWith("msf1"u8) || brands.StartsWith("hevc"u8) || brands.StartsWith("hevx"u8) || brands.StartsWith("hevm"u8) || brands.StartsWith("hevs"u8)) return true;
        }
        return false;
    }
}
