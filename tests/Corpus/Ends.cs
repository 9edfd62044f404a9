using System.Buffers.Binary;

namespace Glimmerglass.Tests.Corpus;

/// <summary>Tells how far into a good file a cut must be noticed. Where a format has no end marker, a cut between two of its parts leaves a whole file.</summary>
public static class Ends
{
    /// <summary>Every length to which this file may be cut and must then not be accepted.</summary>
    public static IEnumerable<int> CutsToNotice(Case one, byte[] content) => one.ContentType.Split('/', ';')[1] switch
    {
        "pdf" or "x-pdf" => Enumerable.Range(0, FirstPdfEnd(content)),
        "jpeg" or "jpg" or "pjpeg" => Enumerable.Range(0, JpegEnd(content)),
        "png" => Enumerable.Range(0, content.AsSpan().LastIndexOf("IEND"u8) + 8),
        "gif" => Enumerable.Range(0, content.AsSpan().LastIndexOf(GifFile.End) + 1),
        "webp" => Enumerable.Range(0, (int)BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(4)) + 8),
        "webm" => Enumerable.Range(0, content.Length).Except(ElementEnds(content)),
        // Up to three zero bytes behind the last box are no box, and harm nobody: the next one's length begins with them.
        _ => Enumerable.Range(0, BoxEnd(content)).Except(BoxEnds(content).SelectMany(end => Enumerable.Range(end, 4))),
    };

    /// <summary>A paper of several revisions is whole after the first one.</summary>
    private static int FirstPdfEnd(byte[] content) => content.AsSpan().IndexOf("%%EOF"u8) + 5;

    /// <summary>Segments are skipped by their lengths up to the first scan; from there on, the end marker cannot be anything else.</summary>
    private static int JpegEnd(byte[] content)
    {
        var at = 2;
        while (content[at + 1] != 0xDA)
        {
            at += content[at + 1] == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(at + 2));
        }
        return at + content.AsSpan(at).IndexOf((ReadOnlySpan<byte>)JpegFile.End) + 2;
    }

    /// <summary>A box that reaches to the end of the file is whole wherever it ends.</summary>
    private static int BoxEnd(byte[] content)
    {
        var ends = BoxEnds(content);
        return BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(ends[^2])) == 0 ? ends[^2] : content.Length;
    }

    /// <summary>Where the boxes at the top end, from the one on with which description and data are both there.</summary>
    private static List<int> BoxEnds(byte[] content)
    {
        List<int> ends = [];
        for (long at = 0; at < content.Length;)
        {
            long size = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan((int)at));
            if (size == 1) size = BinaryPrimitives.ReadInt64BigEndian(content.AsSpan((int)at + 8));
            at = size == 0 ? content.Length : at + size;
            ends.Add((int)at);
        }
        return ends;
    }

    /// <summary>Where the elements of clusters end, when the segment is of unknown size.</summary>
    private static List<int> ElementEnds(byte[] content)
    {
        List<int> ends = [];
        var start = content.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        for (var at = start < 0 ? content.Length : start + 12; at < content.Length;)
        {
            var idBytes = System.Numerics.BitOperations.LeadingZeroCount((uint)content[at]) - 23;
            var sizeBytes = System.Numerics.BitOperations.LeadingZeroCount((uint)content[at + idBytes]) - 23;
            var size = content[at + idBytes] & ((1L << (8 - sizeBytes)) - 1);
            for (var i = 1; i < sizeBytes; i++) size = (size << 8) | content[at + idBytes + i];
            at += idBytes + sizeBytes + (size == (1L << (7 * sizeBytes)) - 1 ? 0 : (int)size);
            ends.Add(at);
        }
        return ends;
    }
}
