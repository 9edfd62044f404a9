using System.Buffers.Binary;

namespace Glimmerglass.Functions.Documents.Content.Media;

/// <summary>Where the bytes of one item lie: in the file, or in the item data box (<c>idat</c>) of the same meta box. A length of 0 is all there is.</summary>
internal readonly record struct ItemExtent(uint ItemId, bool IsInItemData, UInt128 StartsAt, ulong Length)
{
    public UInt128 EndsAt => StartsAt + Length;
}

/// <summary>Reads the item location box of ISO/IEC 14496-12, section 8.11.3.</summary>
internal ref struct ItemLocations(ReadOnlySpan<byte> content)
{
    private const int InFile = 0;
    private const int InItemData = 1;

    private ReadOnlySpan<byte> rest = content;
    private bool isShort;

    /// <summary>The extents of all items in their order; null when the box is cut short, has sizes that the standard does not know, or points into another file.</summary>
    public List<ItemExtent>? List()
    {
        List<ItemExtent> extents = [];
        var version = Number(4) >> 24;
        var sizes = (int)Number(2);
        if (version > 2 || !AreKnown(sizes, version)) return null;

        for (var left = Number(version < 2 ? 2 : 4); left > 0 && !isShort; left--)
        {
            if (!AddItem(extents, (int)version, sizes)) return null;
        }
        return isShort ? null : extents;
    }

    private bool AddItem(List<ItemExtent> extents, int version, int sizes)
    {
        var id = (uint)Number(version < 2 ? 2 : 4);
        var method = version == 0 ? InFile : (int)Number(2) & 0xF;
        var otherFile = Number(2);
        var from = Number(sizes >> 4 & 0xF);
        var extentCount = Number(2);

        // An extent without any number takes no room, so that a few bytes could claim billions of them.
        if (extentCount > 1 && sizes >> 8 == 0) return false;
        for (; extentCount > 0 && !isShort; extentCount--)
        {
            if (version > 0) Number(sizes & 0xF);
            var offset = Number(sizes >> 12);
            var length = Number(sizes >> 8 & 0xF);
            if (method is InFile or InItemData) extents.Add(new ItemExtent(id, method == InItemData, (UInt128)from + offset, length));
        }
        return otherFile == 0;
    }

    /// <summary>Four sizes of four bits: offset, length, base offset and, from version 1 on, index. Each is 0, 4 or 8 bytes.</summary>
    private static bool AreKnown(int sizes, ulong version)
    {
        if (version == 0) sizes &= 0xFFF0;
        for (; sizes > 0; sizes >>= 4)
        {
            if ((sizes & 0xF) is not (0 or 4 or 8)) return false;
        }
        return true;
    }

    private ulong Number(int bytes)
    {
        if (bytes > rest.Length)
        {
            isShort = true;
            return 0;
        }
        ulong number = bytes switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(rest),
            4 => BinaryPrimitives.ReadUInt32BigEndian(rest),
            8 => BinaryPrimitives.ReadUInt64BigEndian(rest),
            _ => 0,
        };
        rest = rest[bytes..];
        return number;
    }
}
