using System.Buffers.Binary;
using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents.Content.Pictures;

namespace Glimmerglass.Functions.Documents.Content.Media;

/// <summary>Takes the facts about a still picture from its meta box: the items of ISO/IEC 14496-12, section 8.11, and ISO/IEC 23008-12, section 6.</summary>
/// <param name="what">As in <see cref="FileType.Phrase"/>.</param>
/// <param name="pixels">Is told each size that an item claims; that of a grid is among them.</param>
internal sealed class PictureItems(string what, long sizeBytes, PixelCount pixels) : IBoxReader
{
    /// <summary>The most of an Exif item that is looked at, in bytes: Exif in JPEG has no more than 64 KB, and its GPS part stands at its start.</summary>
    public const int MaxExifBytes = 1 << 16;

    // Item entry, ISO/IEC 14496-12 section 8.11.6: version and flags, then from version 2 on the id of 2 or 4 bytes, a protection index and the type.
    private const int EntryHeaderBytes = 8;

    private List<ItemExtent>? extents;
    private bool hasItemList;
    private bool hasPrimary;
    private bool hasProperties;
    private bool hasSize;
    private uint handler;
    private uint? exifId;
    private long itemDataBytes;
    private byte[] itemData = [];
    private Reason? fault;

    public bool HasMeta { get; private set; }

    /// <summary>Where the Exif item lies in the file, once it is known; null when it has none ahead.</summary>
    public ItemExtent? ExifAhead { get; private set; }

    /// <summary>The Exif item, where it lies in the meta box itself.</summary>
    public ReadOnlySpan<byte> ExifInItemData =>
        FindExif() is { IsInItemData: true } extent && extent.StartsAt < (UInt128)itemData.Length ? itemData.AsSpan((int)extent.StartsAt) : [];

    public BoxUse Meet(in Box box)
    {
        RefuseSecond(box);
        HasMeta |= (box.Parent, box.Type) is (BoxType.File, BoxType.Meta);
        hasProperties |= (box.Parent, box.Type) is (BoxType.Meta, BoxType.Iprp);
        hasPrimary |= (box.Parent, box.Type) is (BoxType.Meta, BoxType.Pitm);
        switch (box.Parent, box.Type)
        {
            case (BoxType.File, BoxType.Meta) or (BoxType.Meta, BoxType.Iprp) or (BoxType.Iprp, BoxType.Ipco):
                return BoxUse.Open;
            case (BoxType.Meta, BoxType.Iinf or BoxType.Iloc) when box.ContentBytes > BoxWalk.MaxReadBytes:
                fault ??= ContentReason.NotOnlyThat(what, Sentence.Of($"the box {BoxType.Name(box.Type)} has {box.ContentBytes:N0} bytes, and {BoxWalk.MaxReadBytes:N0} are read"));
                return BoxUse.PassOver;
            case (BoxType.Meta, BoxType.Idat):
                itemDataBytes = box.ContentBytes;
                return BoxUse.Read;
            case (BoxType.Meta, BoxType.Hdlr or BoxType.Iinf or BoxType.Iloc) or (BoxType.Ipco, BoxType.Ispe):
                return BoxUse.Read;
            default:
                return BoxUse.PassOver;
        }
    }

    public void Read(in Box box, ReadOnlySpan<byte> content)
    {
        switch (box.Type)
        {
            case BoxType.Hdlr when content.Length >= 12:
                handler = BinaryPrimitives.ReadUInt32BigEndian(content[8..]);
                break;
            case BoxType.Ispe when content.Length >= 12:
                hasSize = true;
                pixels.AddCanvas(Side(content[4..]), Side(content[8..]));
                break;
            case BoxType.Idat:
                itemData = content[..Math.Min(content.Length, MaxExifBytes)].ToArray();
                break;
            case BoxType.Iinf:
                hasItemList = true;
                exifId = ExifId(content);
                PlanExif(box);
                break;
            case BoxType.Iloc:
                extents = new ItemLocations(content).List();
                if (extents is null) fault ??= ContentReason.NotOnlyThat(what, Sentence.Of($"the places of its items, at byte {box.StartsAt:N0}, cannot be read"));
                PlanExif(box);
                break;
        }
    }

    /// <summary>What is wrong with the items, once the meta box was read; null for nothing.</summary>
    public Reason? Refuse()
    {
        if (fault is not null) return fault;
        if (handler != BoxType.Pict) return ContentReason.NotOnlyThat(what, "the meta box is not that of a picture (handler pict)");
        if (!hasItemList || !hasPrimary || extents is null) return ContentReason.NotOnlyThat(what, "the meta box lacks its items (iinf), their places (iloc) or the main one (pitm)");
        if (!hasProperties || !hasSize) return ContentReason.NotOnlyThat(what, "no item says its size (iprp, ispe)");
        return RefusePlaces(extents);
    }

    private Reason? RefusePlaces(List<ItemExtent> places)
    {
        foreach (var place in places)
        {
            var end = place.IsInItemData ? itemDataBytes : sizeBytes;
            if (place.EndsAt <= (UInt128)end) continue;

            var where = place.IsInItemData ? "the item data" : "the file";
            return ContentReason.Truncated(what, Sentence.Of($"item {place.ItemId} ends at byte {place.EndsAt:N0} of {where}, which has {end:N0}"));
        }
        return null;
    }

    /// <summary>At most 2^31 - 1, so that no product of two is too large to count.</summary>
    private static long Side(ReadOnlySpan<byte> number) => Math.Min(BinaryPrimitives.ReadUInt32BigEndian(number), int.MaxValue);

    /// <summary>Readers differ in which of two lists they believe, so a picture has one of each.</summary>
    private void RefuseSecond(in Box box)
    {
        var isSecond = (box.Parent, box.Type) switch
        {
            (BoxType.File, BoxType.Meta) => HasMeta,
            (BoxType.Meta, BoxType.Iinf) => hasItemList,
            (BoxType.Meta, BoxType.Iloc) => extents is not null,
            (BoxType.Meta, BoxType.Pitm) => hasPrimary,
            _ => false,
        };
        if (isSecond) fault ??= ContentReason.NotOnlyThat(what, Sentence.Of($"there is a second box {BoxType.Name(box.Type)} at byte {box.StartsAt:N0}"));
    }

    /// <summary>Only what lies behind both lists is read: what lies before them has passed, however the stream is cut.</summary>
    private void PlanExif(in Box box)
    {
        if (FindExif() is { IsInItemData: false } extent && extent.StartsAt >= (UInt128)box.EndsAt && extent.StartsAt < (UInt128)sizeBytes) ExifAhead = extent;
    }

    private ItemExtent? FindExif()
    {
        var index = extents?.FindIndex(extent => extent.ItemId == exifId) ?? -1;
        return index < 0 ? null : extents![index];
    }

    private static uint? ExifId(ReadOnlySpan<byte> list)
    {
        if (list.Length < 6) return null;

        for (var rest = list[(list[0] == 0 ? 6 : Math.Min(8, list.Length))..]; rest.Length >= EntryHeaderBytes;)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (size < EntryHeaderBytes || size > rest.Length) return null;
            if (IsExif(rest[EntryHeaderBytes..(int)size], out var id)) return id;
            rest = rest[(int)size..];
        }
        return null;
    }

    private static bool IsExif(ReadOnlySpan<byte> entry, out uint id)
    {
        id = 0;
        var idBytes = entry.IsEmpty || entry[0] < 2 ? 0 : entry[0] == 2 ? 2 : 4;
        if (idBytes == 0 || entry.Length < 4 + idBytes + 2 + 4) return false;

        id = idBytes == 2 ? BinaryPrimitives.ReadUInt16BigEndian(entry[4..]) : BinaryPrimitives.ReadUInt32BigEndian(entry[4..]);
        return BinaryPrimitives.ReadUInt32BigEndian(entry[(4 + idBytes + 2)..]) == BoxType.Exif;
    }
}
