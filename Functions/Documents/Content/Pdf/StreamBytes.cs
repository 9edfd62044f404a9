namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>
/// Passes over the data of one stream to its <c>endstream</c>. The length that the stream claims is believed only as far as that the word may occur within
/// the data; a false length hides nothing. The data are kept when they are asked for.
/// </summary>
public sealed class StreamBytes
{
    /// <summary>The most data of one object stream or cross-reference stream, as they are in the file. Real ones stay below 1 MB.</summary>
    public const int MaxKeptBytes = 8 << 20;

    private readonly KeywordSearch search = new([.. "endstream"u8]);
    private long dataAt;
    private long length;
    private bool isKept;
    private byte[] kept = [];
    private int keptCount;
    private int dataCount;
    private State state;
    private int checkedCount;

    private enum State : byte
    {
        BeforeLine,
        InLine,
        Data,
        MaybeEnd,
        Ended,
    }

    public bool HasEnded => state == State.Ended;

    /// <summary>The object ended with its stream: <c>endobj</c> was read too.</summary>
    public bool HasEndedObject => HasEnded && checkedCount == "endobj".Length;

    public bool IsTooLong { get; private set; }

    /// <summary>The data without the word that ended them.</summary>
    public ReadOnlyMemory<byte> Kept => kept.AsMemory(0, Math.Clamp(dataCount, 0, keptCount));

    /// <summary>The word <c>stream</c> was read; <paramref name="claimedLength"/> is -1 when it is not known.</summary>
    public void Begin(long claimedLength, bool keep)
    {
        (length, isKept, keptCount, dataCount, IsTooLong) = (claimedLength, keep, 0, 0, false);
        state = State.BeforeLine;
    }

    /// <summary>Gives the memory of kept data back.</summary>
    public void Forget() => (kept, keptCount) = ([], 0);

    /// <summary>Reads on from <paramref name="position"/>, and says how many bytes belonged to the stream.</summary>
    public int Append(ReadOnlySpan<byte> bytes, long position)
    {
        var at = 0;
        while (at < bytes.Length && state != State.Ended)
        {
            at = state switch
            {
                State.BeforeLine => BeforeLine(bytes[at], at, position),
                State.InLine => InLine(bytes[at], at, position),
                State.Data => Data(bytes, at, position),
                _ => MaybeEnd(bytes[at], at),
            };
        }
        return at;
    }

    /// <summary>Blanks, then CR LF, LF or CR alone; anything else is data already.</summary>
    private int BeforeLine(byte next, int at, long position)
    {
        if (next is (byte)' ' or (byte)'\t') return at + 1;
        if (next == '\r')
        {
            state = State.InLine;
            return at + 1;
        }
        var data = next == '\n' ? at + 1 : at;
        BeginData(position + data);
        return data;
    }

    private int InLine(byte next, int at, long position)
    {
        var data = next == '\n' ? at + 1 : at;
        BeginData(position + data);
        return data;
    }

    private void BeginData(long at)
    {
        dataAt = at;
        state = State.Data;
    }

    private int Data(ReadOnlySpan<byte> bytes, int at, long position)
    {
        var end = search.FindEnd(bytes[at..]);
        var next = end < 0 ? bytes.Length : at + end;
        if (isKept) Keep(bytes[at..next]);
        if (end >= 0)
        {
            checkedCount = 0;
            dataCount = keptCount - "endstream".Length;
            var isWithin = length >= 0 && position + next - "endstream".Length < dataAt + length;
            state = isWithin ? State.MaybeEnd : State.Ended;
        }
        return next;
    }

    /// <summary>The word stands within the length that was claimed: it ends the stream when <c>endobj</c> follows, as when the length is false.</summary>
    private int MaybeEnd(byte next, int at)
    {
        if (checkedCount == 0 && PdfBytes.IsBlank(next)) return KeptBlank(next, at);
        if (next != "endobj"u8[checkedCount])
        {
            if (isKept) Keep("endobj"u8[..checkedCount]);
            state = State.Data;
            return at;
        }
        if (++checkedCount == "endobj".Length) state = State.Ended;
        return at + 1;
    }

    private int KeptBlank(byte next, int at)
    {
        if (isKept) Keep([next]);
        return at + 1;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (IsTooLong) return;
        if (keptCount + bytes.Length > MaxKeptBytes)
        {
            IsTooLong = true;
            Forget();
            return;
        }
        if (keptCount + bytes.Length > kept.Length) Array.Resize(ref kept, Math.Min(MaxKeptBytes, Math.Max(4096, Math.Max(2 * kept.Length, keptCount + bytes.Length))));
        bytes.CopyTo(kept.AsSpan(keptCount));
        keptCount += bytes.Length;
    }
}
