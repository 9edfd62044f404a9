namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>
/// Cuts bytes into the tokens of ISO 32000-2, 7.2 and 7.3, and can be interrupted after any byte. It forgives what readers forgive, and keeps
/// no more than the first 2,048 bytes of a token.
/// </summary>
public sealed partial class PdfLexer(IPdfTokens sink)
{
    private const int MaxKeptBytes = 2048;

    // Longer than any file is; a number that overflows stays here.
    private const long MaxNumber = 1_000_000_000_000_000;

    private static ReadOnlySpan<byte> EndMarker => "%%EOF"u8;

    private readonly byte[] kept = new byte[MaxKeptBytes];
    private int keptCount;
    private bool isCut;
    private int splitAt;
    private State state;
    private bool halted;
    private long start;
    private long tokenAt;
    private long blanksSince;
    private long number;
    private bool isNegative;
    private bool isReal;
    private bool hasDigits;

    private enum State : byte
    {
        Between,
        Name,
        Number,
        Keyword,
        Text,
        TextEscape,
        TextOctal,
        Hex,
        Less,
        Greater,
        Comment,
        RestOfComment,
    }

    /// <summary>Between objects only numbers, keywords and comments mean something: no bracket there can swallow what follows.</summary>
    public bool InGap { get; set; }

    /// <summary>No token has begun that is not at its end.</summary>
    public bool IsBetween => state == State.Between;

    /// <summary>Ends <see cref="Append"/> behind the token that is being taken.</summary>
    public void Halt() => halted = true;

    /// <summary>Starts over, with the next byte standing at <paramref name="position"/>.</summary>
    public void Restart(long position)
    {
        state = State.Between;
        start = blanksSince = position;
    }

    /// <summary>Reads on, and says how many bytes were read: all, unless the sink called <see cref="Halt"/>.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        halted = false;
        var at = 0;
        while (at < bytes.Length && !halted) at = Step(bytes, at);
        start += at;
        return at;
    }

    /// <summary>Ends a name, number or keyword that reaches to the last byte.</summary>
    public void Finish()
    {
        if (state is State.Name or State.Number or State.Keyword) End(0);
    }

    private int Step(ReadOnlySpan<byte> bytes, int at) => state switch
    {
        State.Between => Between(bytes, at),
        State.Name or State.Keyword => Regular(bytes, at),
        State.Number => Digits(bytes, at),
        State.Text => Text(bytes, at),
        State.TextEscape => TextEscape(bytes[at], at),
        State.TextOctal => TextOctal(bytes[at], at),
        State.Hex => Hex(bytes, at),
        State.Less => Less(bytes[at], at),
        State.Greater => Greater(bytes[at], at),
        State.Comment => Comment(bytes[at], at),
        _ => RestOfComment(bytes, at),
    };

    private int Between(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length && PdfBytes.IsBlank(bytes[at])) at++;
        if (at == bytes.Length) return at;

        tokenAt = start + at;
        var first = bytes[at];
        if (PdfBytes.IsDelimiter(first)) return Delimiter(first, at + 1);

        keptCount = 0;
        isCut = false;
        splitAt = -1;
        if (PdfBytes.IsNumeric(first)) BeginNumber();
        else state = State.Keyword;
        return at;
    }

    private int Delimiter(byte first, int next)
    {
        keptCount = 0;
        isCut = false;
        splitAt = -1;
        if (first == '%') Begin(State.Comment);
        else if (InGap) blanksSince = start + next;
        else if (first == '/') state = State.Name;
        else if (first == '(') BeginText();
        else if (first == '<') state = State.Less;
        else if (first == '>') state = State.Greater;
        else if (first is (byte)'[' or (byte)']') Emit(first == '[' ? PdfTokenKind.OpenArray : PdfTokenKind.CloseArray, next);
        else EmitStray(first, next);
        return next;
    }

    /// <summary>A bracket that opens or closes nothing: some readers take it for a value, some for none, so all names behind it may mean something else.</summary>
    private void EmitStray(byte bracket, int next)
    {
        Keep(bracket);
        Emit(PdfTokenKind.Stray, next);
    }

    private void Begin(State comment)
    {
        Keep((byte)'%');
        state = comment;
    }

    private int Regular(ReadOnlySpan<byte> bytes, int at)
    {
        var from = at;
        while (at < bytes.Length && PdfBytes.IsRegular(bytes[at])) at++;
        if (splitAt < 0 && bytes[from..at].IndexOfAny((byte)0x80, (byte)0xFF) is >= 0 and var split) splitAt = keptCount + split;
        Keep(bytes[from..at]);
        if (at < bytes.Length) End(at);
        return at;
    }

    private void BeginNumber()
    {
        state = State.Number;
        number = 0;
        isNegative = isReal = hasDigits = false;
    }

    private int Digits(ReadOnlySpan<byte> bytes, int at)
    {
        for (; at < bytes.Length && PdfBytes.IsNumeric(bytes[at]); at++)
        {
            var digit = bytes[at] - '0';
            if (digit is >= 0 and <= 9)
            {
                hasDigits = true;
                if (!isReal) number = Math.Min(MaxNumber, (number * 10) + digit);
            }
            else if (bytes[at] == '.' || hasDigits) isReal = true;
            else if (bytes[at] == '-') isNegative = true;
        }
        if (at < bytes.Length) End(at);
        return at;
    }

    private void End(int at)
    {
        if (state == State.Name) EndName(at);
        else if (state == State.Keyword) Emit(PdfTokenKind.Keyword, at);
        else Emit(isReal || !hasDigits ? PdfTokenKind.Real : PdfTokenKind.Integer, at);
    }

    /// <summary>
    /// A name that is longer than what is kept equals none, and neither does one of more than 127 bytes (ISO 32000-1, annex C). An escaped zero byte ends
    /// it, as it does for readers that compare names like words of C, and so does a byte that some readers take for a blank.
    /// </summary>
    private void EndName(int at)
    {
        if (splitAt >= 0 && splitAt < keptCount) (keptCount, isCut) = (splitAt, false);
        if (kept.AsSpan(0, keptCount).Contains((byte)'#')) keptCount = PdfBytes.Unescape(kept.AsSpan(0, keptCount));
        if (kept.AsSpan(0, keptCount).IndexOf((byte)0) is >= 0 and var zero) keptCount = zero;
        else if (isCut || keptCount > 127) keptCount = 0;
        Emit(PdfTokenKind.Name, at);
    }

    private int Less(byte second, int at)
    {
        if (second == '<')
        {
            Emit(PdfTokenKind.OpenDictionary, at + 1);
            return at + 1;
        }
        highDigit = -1;
        state = State.Hex;
        return at;
    }

    private int Greater(byte second, int at)
    {
        if (second != '>')
        {
            EmitStray((byte)'>', at);
            return at;
        }
        Emit(PdfTokenKind.CloseDictionary, at + 1);
        return at + 1;
    }

    private int Comment(byte next, int at)
    {
        if (next is not ((byte)'\r' or (byte)'\n'))
        {
            Keep(next);
            if (keptCount < EndMarker.Length) return at + 1;
            Emit(kept.AsSpan(0, keptCount).SequenceEqual(EndMarker) ? PdfTokenKind.EndMarker : PdfTokenKind.Comment, at + 1);
            state = State.RestOfComment;
            return at + 1;
        }
        Emit(PdfTokenKind.Comment, at);
        return at;
    }

    private int RestOfComment(ReadOnlySpan<byte> bytes, int at)
    {
        var length = bytes[at..].IndexOfAny((byte)'\r', (byte)'\n');
        if (length < 0) return bytes.Length;
        state = State.Between;
        blanksSince = start + at + length;
        return at + length;
    }

    private void Emit(PdfTokenKind kind, int next)
    {
        state = State.Between;
        var token = new PdfToken(kind, kept.AsSpan(0, keptCount), isNegative ? -number : number, tokenAt, tokenAt - blanksSince, splitAt >= 0);
        blanksSince = start + next;
        sink.Take(token);
    }

    private void Keep(byte next)
    {
        if (keptCount < MaxKeptBytes) kept[keptCount++] = next;
        else isCut = true;
    }

    private void Keep(ReadOnlySpan<byte> run)
    {
        if (run.Length > MaxKeptBytes - keptCount)
        {
            isCut = true;
            run = run[..(MaxKeptBytes - keptCount)];
        }
        run.CopyTo(kept.AsSpan(keptCount));
        keptCount += run.Length;
    }
}
