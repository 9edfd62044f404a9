namespace Glimmerglass.Functions.Documents.Content.Pdf;

public sealed partial class PdfLexer
{
    private int nesting;
    private int octal;
    private int octalDigits;
    private int highDigit;

    private void BeginText()
    {
        nesting = 1;
        state = State.Text;
    }

    private int Text(ReadOnlySpan<byte> bytes, int at)
    {
        var length = bytes[at..].IndexOfAny((byte)'(', (byte)')', (byte)'\\');
        if (length < 0)
        {
            Keep(bytes[at..]);
            return bytes.Length;
        }
        Keep(bytes.Slice(at, length));
        at += length;
        if (bytes[at] == '\\')
        {
            state = State.TextEscape;
            return at + 1;
        }
        nesting += bytes[at] == '(' ? 1 : -1;
        if (nesting == 0) Emit(PdfTokenKind.String, at + 1);
        else Keep(bytes[at]);
        return at + 1;
    }

    private int TextEscape(byte escaped, int at)
    {
        if (escaped is >= (byte)'0' and <= (byte)'7')
        {
            octal = octalDigits = 0;
            state = State.TextOctal;
            return at;
        }
        state = State.Text;
        if (escaped is not ((byte)'\r' or (byte)'\n')) Keep(Unescaped(escaped));
        return at + 1;
    }

    private static byte Unescaped(byte escaped) => escaped switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        _ => escaped,
    };

    private int TextOctal(byte next, int at)
    {
        if (octalDigits < 3 && next is >= (byte)'0' and <= (byte)'7')
        {
            octal = (octal * 8) + (next - '0');
            octalDigits++;
            return at + 1;
        }
        Keep((byte)octal);
        state = State.Text;
        return at;
    }

    private int Hex(ReadOnlySpan<byte> bytes, int at)
    {
        for (; at < bytes.Length; at++)
        {
            if (bytes[at] == '>')
            {
                if (highDigit >= 0) Keep((byte)(highDigit << 4));
                Emit(PdfTokenKind.String, at + 1);
                return at + 1;
            }
            if (isCut) return SkipHex(bytes, at);
            if (PdfBytes.HexValue(bytes[at]) is >= 0 and var digit) TakeDigit(digit);
        }
        return at;
    }

    private static int SkipHex(ReadOnlySpan<byte> bytes, int at)
    {
        var length = bytes[at..].IndexOf((byte)'>');
        return length < 0 ? bytes.Length : at + length;
    }

    private void TakeDigit(int digit)
    {
        if (highDigit >= 0) Keep((byte)((highDigit << 4) | digit));
        highDigit = highDigit >= 0 ? -1 : digit;
    }
}
