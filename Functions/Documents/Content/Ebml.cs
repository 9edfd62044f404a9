using System.Numerics;

namespace Glimmerglass.Functions.Documents.Content;

/// <summary>Reads the document type out of an EBML header (RFC 8794), the start of WebM and Matroska files.</summary>
public static class Ebml
{
    private const int DocType = 0x4282;

    /// <summary>The type for the DocType <c>webm</c>, another for any other EBML file, null for what is no EBML.</summary>
    public static FileType? Recognise(ReadOnlySpan<byte> head, FileType webM, FileType other)
    {
        if (!head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3])) return null;
        return FindDocType(head).TrimEnd((byte)0).SequenceEqual("webm"u8) ? webM : other;
    }

    private static ReadOnlySpan<byte> FindDocType(ReadOnlySpan<byte> head)
    {
        var at = 4;
        if (!TryReadNumber(head, ref at, keepMarker: false, out var headerBytes)) return [];

        var header = head[at..(int)Math.Min(head.Length, at + Math.Min(headerBytes, head.Length))];
        at = 0;
        while (TryReadNumber(header, ref at, keepMarker: true, out var id) && TryReadNumber(header, ref at, keepMarker: false, out var size))
        {
            if (size > header.Length - at) return [];
            if (id == DocType) return header.Slice(at, (int)size);
            at += (int)size;
        }
        return [];
    }

    /// <summary>A variable-size number of RFC 8794, section 4: the leading zero bits of its first byte say how many bytes follow. Ids keep the marker bit, sizes do not.</summary>
    private static bool TryReadNumber(ReadOnlySpan<byte> bytes, ref int at, bool keepMarker, out long number)
    {
        number = 0;
        if (at >= bytes.Length || bytes[at] == 0) return false;

        var length = BitOperations.LeadingZeroCount((uint)bytes[at]) - 23;
        if (length > bytes.Length - at) return false;

        number = keepMarker ? bytes[at] : bytes[at] & ((1 << (8 - length)) - 1);
        for (var i = 1; i < length; i++) number = (number << 8) | bytes[at + i];
        at += length;
        return true;
    }
}
