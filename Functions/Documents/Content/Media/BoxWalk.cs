using System.Buffers.Binary;
using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents.Content.Pictures;

namespace Glimmerglass.Functions.Documents.Content.Media;

/// <summary>
/// Walks the tree of boxes of ISO/IEC 14496-12, section 4.2, in one pass. It keeps the ends of the boxes that are open, and nothing else grows:
/// media data is passed over by its size.
/// </summary>
/// <param name="what">The type as in <see cref="FileType.Phrase"/>, for the sentences.</param>
internal sealed class BoxWalk(string what, long sizeBytes, IBoxReader reader)
{
    /// <summary>The most that is read of one box, in bytes: the list of the 10,000 tiles of a picture fits.</summary>
    public const int MaxReadBytes = 1 << 18;

    private const int HeaderBytes = 8;
    private const int LongHeaderBytes = 16;
    private const int MetaPrefixBytes = 4;

    // The deepest path that any reader opens has six boxes; one that goes deeper is not of this format.
    private const int MaxDepth = 12;

    // Hours of film in fragments of one frame have some million; 500 MB of empty boxes would only keep the reader busy.
    private const int MaxBoxes = 10_000_000;

    private readonly (Box Box, bool IsSearched)[] open = new (Box, bool)[MaxDepth];
    private readonly ByteRun gathered = new();
    private readonly TrailingContent tail = TrailingContent.RefusingAll(what, "the last box");
    private Step step = Step.Header;
    private Box read;
    private int depth;
    private int count;
    private long at;
    private long passUntil;
    private long zerosFrom;
    private bool isStarted;
    private Reason? fault;

    private enum Step
    {
        Header,
        MetaPrefix,
        Content,
        PassOver,
        Zeros,
        Tail,
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (!isStarted) Start();
        while (!bytes.IsEmpty && fault is null && at < sizeBytes)
        {
            var before = bytes.Length;
            var isDone = Take(ref bytes);
            at += before - bytes.Length;
            if (isDone) Finish(step);
        }
    }

    /// <summary>Called after the last byte: what is wrong with the tree and behind it.</summary>
    public IReadOnlyList<Reason> Finish()
    {
        if (fault is null && (at < sizeBytes || !isStarted)) Truncate(Sentence.Of($"it ends at byte {at:N0} of {sizeBytes:N0}"));
        return [.. ContentReason.Each(fault), .. tail.Finish()];
    }

    private void Start()
    {
        isStarted = true;
        Next();
    }

    /// <summary>Takes what the present step wants off the bytes; true once it has all.</summary>
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
        if (step == Step.Zeros && bytes[..taken].IndexOfAnyExcept((byte)0) is >= 0 and var other)
        {
            RefuseTail(at + other);
            return false;
        }
        bytes = bytes[taken..];
        return at + taken >= passUntil;
    }

    private void Finish(Step done)
    {
        switch (done)
        {
            case Step.Header:
                ReadHeader(gathered.Bytes);
                break;
            case Step.MetaPrefix:
                ReadMetaPrefix();
                break;
            case Step.Content:
                reader.Read(read, gathered.Bytes);
                PassOver(read.EndsAt);
                break;
            default:
                Next();
                break;
        }
    }

    /// <summary>Goes on behind what was just finished: closes the boxes that end here and expects the header of the next.</summary>
    private void Next()
    {
        while (depth > 0 && at >= open[depth - 1].Box.EndsAt) depth--;

        if (End - at >= HeaderBytes)
        {
            step = Step.Header;
            gathered.Begin(HeaderBytes);
        }
        else
        {
            ExpectZeros(at);
        }
    }

    private long End => depth > 0 ? open[depth - 1].Box.EndsAt : sizeBytes;

    private void ReadHeader(ReadOnlySpan<byte> header)
    {
        var size = (ulong)BinaryPrimitives.ReadUInt32BigEndian(header);
        var type = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        var startsAt = at - header.Length;
        if (size == 1 && header.Length == HeaderBytes)
        {
            ReadLongHeader(startsAt);
            return;
        }
        var isToTheEnd = size == 0;
        if (size == 1) size = BinaryPrimitives.ReadUInt64BigEndian(header[HeaderBytes..]);

        // QuickTime ends a list of user data with a zero, and some recorders fill the end of a file with them.
        if (isToTheEnd && type == 0) ExpectZeros(startsAt);
        else if (!BoxType.IsSane(type) && depth == 0) ReadTail();
        else if (!BoxType.IsSane(type)) Distrust(startsAt, "what should be the type of a box has other characters than a type");
        else if (isToTheEnd && depth == 0) Enter(Found(type, startsAt, sizeBytes));
        else if (size < (ulong)header.Length + (type == BoxType.Uuid ? 16u : 0)) Distrust(startsAt, $"the box {BoxType.Name(type)} is smaller than its own header");
        else if (size > (ulong)(End - startsAt)) RefuseOverlong(type, startsAt, size);
        else Enter(Found(type, startsAt, startsAt + (long)size));
    }

    private Box Found(uint type, long startsAt, long endsAt) => depth == 0
        ? new Box(type, BoxType.File, type, startsAt, at, endsAt)
        : new Box(type, open[depth - 1].Box.Type, open[0].Box.Type, startsAt, at, endsAt);

    private void ReadLongHeader(long startsAt)
    {
        if (End - at >= LongHeaderBytes - HeaderBytes) gathered.Extend(LongHeaderBytes);
        else if (depth == 0) TruncateHeader(startsAt);
        else Distrust(startsAt, "a box is cut off by the end of the box around it");
    }

    private void Enter(Box box)
    {
        if (++count > MaxBoxes)
        {
            fault = ContentReason.NotOnlyThat(what, Sentence.Of($"at byte {box.StartsAt:N0}: there are more than {MaxBoxes:N0} boxes"));
            return;
        }
        var use = reader.Meet(box);
        if (use is BoxUse.Open or BoxUse.Search && depth == MaxDepth)
        {
            Distrust(box.StartsAt, Sentence.Of($"the boxes are nested deeper than {MaxDepth}"));
        }
        else if (use is BoxUse.Open or BoxUse.Search)
        {
            open[depth++] = (box, use == BoxUse.Search);
            if (box.Type == BoxType.Meta && box.ContentBytes >= MetaPrefixBytes) ExpectMetaPrefix();
            else Next();
        }
        else if (use == BoxUse.Read && box.ContentBytes > 0)
        {
            read = box;
            step = Step.Content;
            gathered.Begin((int)Math.Min(box.ContentBytes, MaxReadBytes));
        }
        else
        {
            PassOver(box.EndsAt);
        }
    }

    private void ExpectMetaPrefix()
    {
        step = Step.MetaPrefix;
        gathered.Begin(MetaPrefixBytes);
    }

    /// <summary>A meta box begins with a version and flags, all zero, in ISO files, and at once with its first box in QuickTime, whose size is not zero.</summary>
    private void ReadMetaPrefix()
    {
        if (BinaryPrimitives.ReadUInt32BigEndian(gathered.Bytes) == 0)
        {
            Next();
            return;
        }
        if (End - at < HeaderBytes - MetaPrefixBytes) Distrust(at - MetaPrefixBytes, "a box is cut off by the end of the box around it");
        else
        {
            step = Step.Header;
            gathered.Extend(HeaderBytes);
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

    private void ExpectZeros(long from)
    {
        step = Step.Zeros;
        zerosFrom = from;
        passUntil = End;
        if (at >= passUntil && depth > 0) Next();
    }

    /// <summary>A second kind of content behind the last box is a fault of its own; less than a header is what a cut leaves.</summary>
    private void RefuseTail(long otherAt)
    {
        if (depth == 0 && sizeBytes - zerosFrom < HeaderBytes) TruncateHeader(zerosFrom);
        else if (depth > 0) Distrust(otherAt, "there is something behind the last box of a box that is none");
        else step = Step.Tail;
    }

    /// <summary>What was taken for a header is no box, and with it begins what stands behind the last one.</summary>
    private void ReadTail()
    {
        tail.Append(gathered.Bytes);
        step = Step.Tail;
    }

    private void RefuseOverlong(uint type, long startsAt, ulong size)
    {
        var box = Sentence.Of($"the box {BoxType.Name(type)} at byte {startsAt:N0} has {size:N0} bytes, and {End - startsAt:N0} are there");
        if (depth == 0 && BoxType.IsOutermost(type)) Truncate(box);
        else if (depth == 0) ReadTail();
        else Distrust(startsAt, box);
    }

    private void TruncateHeader(long startsAt) => Truncate(Sentence.Of($"the last box, at byte {startsAt:N0}, has no whole header"));

    private void Truncate(string detail) => fault = ContentReason.Truncated(what, detail);

    /// <summary>What lies in a box that is only searched may be anything: it is passed over to the end of that box.</summary>
    private void Distrust(long startsAt, string detail)
    {
        if (depth > 0 && open[depth - 1].IsSearched) PassOver(End);
        else fault = ContentReason.NotOnlyThat(what, Sentence.Of($"at byte {startsAt:N0}: {detail}"));
    }
}
