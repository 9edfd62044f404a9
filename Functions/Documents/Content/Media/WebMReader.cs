using System.Buffers.Binary;
using System.Numerics;
using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents.Content.Pictures;

namespace Glimmerglass.Functions.Documents.Content.Media;

/// <summary>
/// Reads WebM: an EBML header (RFC 8794) and one segment with tracks and clusters (RFC 9559), each element whole. Clusters of a known size are
/// passed over; in those of an unknown size, as live recorders write them, the blocks are.
/// </summary>
public sealed class WebMReader(long sizeBytes) : IRecogniser
{
    private const string What = "a WebM video";

    // A list of tracks has their names and set-up data of some kilobytes.
    private const int MaxTracksBytes = 1 << 18;

    // Hours of live recording have some million; 500 MB of empty elements would only keep the reader busy.
    private const int MaxElements = 10_000_000;

    private readonly ByteRun gathered = new();
    private readonly TrailingContent tail = TrailingContent.RefusingAll(What, "the last element");
    private readonly PixelCount pixels = new(What);
    private Step step = Step.Header;
    private Level level = Level.File;
    private long at;
    private long segmentEnd = -1;
    private long elementAt;
    private long passUntil;
    private uint id;
    private int count;
    private bool hasHeader;
    private bool hasSegment;
    private bool hasTracks;
    private bool hasCluster;
    private bool hasTrackEntry;
    private Reason? fault;
    private Reason? attachment;

    private enum Step
    {
        Header,
        Tracks,
        PassOver,
        Zeros,
        Tail,
    }

    /// <summary>Within what the next element stands. A cluster is only entered when it does not say its size.</summary>
    private enum Level
    {
        File,
        Segment,
        OpenCluster,
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (at == 0) Next();
        while (!bytes.IsEmpty && fault is null && at < sizeBytes)
        {
            var before = bytes.Length;
            var isDone = Take(ref bytes);
            at += before - bytes.Length;
            if (isDone) Go();
        }
    }

    public Findings Finish()
    {
        var isBetweenElements = step is Step.Zeros or Step.Tail || (step == Step.Header && gathered.Count == 0);
        if (at < sizeBytes || !isBetweenElements) fault ??= Truncated("the last element is not whole");
        var behind = tail.Finish();
        if (behind.Count == 0) fault ??= RefuseIncomplete();
        return Findings.Against([.. ContentReason.Each(fault), .. behind, .. ContentReason.Each(attachment), .. ContentReason.Each(pixels.Refusal)]);
    }

    private bool Take(ref ReadOnlySpan<byte> bytes)
    {
        if (step == Step.Tail)
        {
            tail.Append(bytes);
            bytes = [];
            return false;
        }
        if (step is not (Step.PassOver or Step.Zeros)) return gathered.Take(ref bytes);

        var taken = (int)Math.Min(bytes.Length, passUntil - at);
        if (step == Step.Zeros && bytes[..taken].ContainsAnyExcept((byte)0))
        {
            step = Step.Tail;
            return false;
        }
        bytes = bytes[taken..];
        return at + taken >= passUntil;
    }

    /// <summary>Goes on once the present step has all its bytes.</summary>
    private void Go()
    {
        switch (step)
        {
            case Step.Header:
                ReadHeader(gathered.Bytes);
                break;
            case Step.Tracks:
                ReadTracks(gathered.Bytes);
                Next();
                break;
            case Step.PassOver:
                Next();
                break;
        }
    }

    private void Next()
    {
        if (at == segmentEnd) level = Level.File;
        step = Step.Header;
        gathered.Begin(1);
    }

    private long End => level == Level.File || segmentEnd < 0 ? sizeBytes : segmentEnd;

    /// <summary>
    /// An id has one to four bytes and a size one to eight, as the leading zero bits of the first byte of each say (RFC 8794, sections 4 and 5).
    /// No id begins with a zero byte.
    /// </summary>
    private void ReadHeader(ReadOnlySpan<byte> header)
    {
        var idBytes = LengthOf(header[0]);
        var sizeAt = Math.Min(idBytes, header.Length);
        var sizeBytesOrNone = sizeAt == header.Length ? 0 : LengthOf(header[sizeAt]);
        if (header.Length == 1) elementAt = at - 1;

        if (header[0] == 0) ExpectZeros();
        else if (idBytes > 4) Distrust("what should be the id of an element has more than four bytes");
        else if (sizeBytesOrNone > 8) Distrust("the size of an element has more than eight bytes");
        else if (sizeBytesOrNone == 0) gathered.Extend(idBytes + 1);
        else if (header.Length < idBytes + sizeBytesOrNone) gathered.Extend(idBytes + sizeBytesOrNone);
        else ReadElement(header[..idBytes], header[idBytes..]);
    }

    private void ReadElement(ReadOnlySpan<byte> idBytes, ReadOnlySpan<byte> number)
    {
        id = (uint)Number(idBytes, keepMarker: true);
        var size = Number(number, keepMarker: false);
        var isUnknown = size == (1L << (7 * number.Length)) - 1;
        Leave();
        if (++count > MaxElements) fault = Strange(elementAt, Sentence.Of($"there are more than {MaxElements:N0} elements"));
        else if (at > End || (size > End - at && !isUnknown)) RefuseOverlong(size);
        else if (isUnknown) EnterUnknown();
        else Enter(at + size);
    }

    /// <summary>An element of the level above ends a cluster that did not say its size.</summary>
    private void Leave()
    {
        if (level == Level.OpenCluster && !EbmlId.IsOfCluster(id)) level = Level.Segment;
    }

    private void EnterUnknown()
    {
        if (level == Level.File && id == EbmlId.Segment) EnterSegment(-1);
        else if (level == Level.Segment && id == EbmlId.Cluster)
        {
            hasCluster = true;
            level = Level.OpenCluster;
            Next();
        }
        else Distrust(Sentence.Of($"the element {id:X} does not say its size"));
    }

    private void Enter(long end)
    {
        switch (level)
        {
            case Level.File:
                EnterFile(end);
                break;
            case Level.Segment:
                EnterSegmentPart(end);
                break;
            default:
                PassOver(end);
                break;
        }
    }

    private void EnterFile(long end)
    {
        if (id == EbmlId.Header && !hasHeader && elementAt == 0)
        {
            hasHeader = true;
            PassOver(end);
        }
        else if (id == EbmlId.Segment) EnterSegment(end);
        else if (id == EbmlId.Void && hasHeader) PassOver(end);
        else Distrust("there is something beside the segment");
    }

    private void EnterSegment(long end)
    {
        if (hasSegment || !hasHeader)
        {
            Distrust("the segment stands in front of the header, or is a second one");
            return;
        }
        hasSegment = true;
        segmentEnd = end;
        level = Level.Segment;
        Next();
    }

    private void EnterSegmentPart(long end)
    {
        hasCluster |= id == EbmlId.Cluster;
        if (!EbmlId.IsOfSegment(id))
        {
            Distrust(Sentence.Of($"the segment holds the element {id:X}, which no WebM has"));
            return;
        }

        // The WebM container guidelines know no attachments, and players would hand them out unchecked, whatever they are.
        if (id == EbmlId.Attachments && end > at) attachment ??= ContentReason.Archive("a file that is attached to the video", Sentence.Of($"the element {id:X} at byte {elementAt:N0}"));

        if (id == EbmlId.Tracks && end > at) ExpectTracks(end);
        else PassOver(end);
    }

    private void ExpectTracks(long end)
    {
        if (hasTracks) fault = Strange(elementAt, "there is a second list of tracks");
        else if (end - at > MaxTracksBytes) fault = Strange(elementAt, Sentence.Of($"the list of tracks has {end - at:N0} bytes, and {MaxTracksBytes:N0} are read"));
        else
        {
            hasTracks = true;
            step = Step.Tracks;
            gathered.Begin((int)(end - at));
        }
    }

    private void PassOver(long until)
    {
        if (at >= until)
        {
            Next();
            return;
        }
        step = Step.PassOver;
        passUntil = until;
    }

    /// <summary>Some writers fill up the file with zeros; within a segment that says its size there is no reason to.</summary>
    private void ExpectZeros()
    {
        step = Step.Zeros;
        passUntil = sizeBytes;
        if (level != Level.File && segmentEnd >= 0) Distrust("what should be the id of an element is zero");
    }

    private void ReadTracks(ReadOnlySpan<byte> tracks)
    {
        while (TryReadElement(ref tracks, out var entryId, out var entry))
        {
            hasTrackEntry |= entryId == EbmlId.TrackEntry;
            while (entryId == EbmlId.TrackEntry && TryReadElement(ref entry, out var partId, out var part))
            {
                if (partId == EbmlId.Video) ReadVideo(part);
            }
        }
    }

    private void ReadVideo(ReadOnlySpan<byte> video)
    {
        long width = 0, height = 0;
        while (TryReadElement(ref video, out var partId, out var value))
        {
            if (partId == EbmlId.PixelWidth) width = Unsigned(value);
            if (partId == EbmlId.PixelHeight) height = Unsigned(value);
        }
        pixels.AddCanvas(width, height);
    }

    private static bool TryReadElement(ref ReadOnlySpan<byte> rest, out uint id, out ReadOnlySpan<byte> content)
    {
        id = 0;
        content = [];
        if (rest.IsEmpty || LengthOf(rest[0]) is var idBytes && (idBytes > 4 || idBytes >= rest.Length)) return false;
        if (LengthOf(rest[idBytes]) is var sizeBytes && (sizeBytes > 8 || sizeBytes > rest.Length - idBytes)) return false;

        var size = Number(rest.Slice(idBytes, sizeBytes), keepMarker: false);
        if (size > rest.Length - idBytes - sizeBytes) return false;

        id = (uint)Number(rest[..idBytes], keepMarker: true);
        content = rest.Slice(idBytes + sizeBytes, (int)size);
        rest = rest[(idBytes + sizeBytes + (int)size)..];
        return true;
    }

    /// <summary>How many bytes a variable-size number has (RFC 8794, section 4); 9 for one that is not allowed.</summary>
    private static int LengthOf(byte first) => BitOperations.LeadingZeroCount((uint)first) - 23;

    private static long Number(ReadOnlySpan<byte> bytes, bool keepMarker)
    {
        var number = keepMarker ? bytes[0] : bytes[0] & ((1L << (8 - bytes.Length)) - 1);
        foreach (var next in bytes[1..]) number = number << 8 | next;
        return number;
    }

    /// <summary>Up to eight bytes, big-endian; at most 2^31 - 1, so that no product of two is too large to count.</summary>
    private static long Unsigned(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8) return 0;

        Span<byte> whole = stackalloc byte[8];
        whole.Clear();
        bytes.CopyTo(whole[(8 - bytes.Length)..]);
        return (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(whole), int.MaxValue);
    }

    private void RefuseOverlong(long size)
    {
        var detail = Sentence.Of($"the element {id:X} at byte {elementAt:N0} has {size:N0} bytes, and {End - at:N0} are there");
        var isKnown = id is EbmlId.Header or EbmlId.Segment || (level != Level.File && (EbmlId.IsOfSegment(id) || EbmlId.IsOfCluster(id)));
        if (isKnown && End == sizeBytes) fault = Truncated(detail);
        else Distrust(detail);
    }

    /// <summary>Where nothing says that the segment goes on, what is no element of it stands behind the last one.</summary>
    private void Distrust(string detail)
    {
        if (!hasSegment || (level != Level.File && segmentEnd >= 0))
        {
            fault = Strange(elementAt, detail);
            return;
        }
        tail.Append(gathered.Bytes);
        step = Step.Tail;
    }

    /// <summary>A file may be cut between two elements, so that each of those which are there is whole.</summary>
    private Reason? RefuseIncomplete()
    {
        if (!hasSegment) return Truncated("there is no segment");
        if (!hasTracks || !hasTrackEntry) return Missing("there is no track");
        return hasCluster ? null : Missing("there is no cluster");

        Reason Missing(string detail) => segmentEnd < 0 ? Truncated(detail) : Strange(segmentEnd, detail);
    }

    private static Reason Truncated(string detail) => ContentReason.Truncated(What, detail);

    private static Reason Strange(long at, string detail) => ContentReason.NotOnlyThat(What, Sentence.Of($"at byte {at:N0}: {detail}"));
}
