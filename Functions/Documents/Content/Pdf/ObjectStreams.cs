using Glimmerglass.Functions.Documents.Content.Pdf.Filters;

namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>
/// Reads the objects inside object streams (ISO 32000-2, 7.5.7). Each must begin where the stream's own table says, and end before the next one begins, so that
/// no reader finds another object there than this one.
/// </summary>
public sealed class ObjectStreams : IPdfTokens
{
    /// <summary>The most objects of one stream, 16 bytes each of its table and as many of what is made of it. Producers put in some hundreds.</summary>
    public const int MaxMembers = 100_000;

    private const int BufferBytes = 16 * 1024;

    private readonly PdfDefinitions definitions;
    private readonly PdfFindings findings;
    private readonly DecodingBudget budget;
    private readonly PdfLexer lexer;
    private readonly PdfValues values;
    private readonly List<long> head = [];
    private bool isInHead;

    public ObjectStreams(PdfDefinitions definitions, PdfFindings findings, DecodingBudget budget)
    {
        (this.definitions, this.findings, this.budget) = (definitions, findings, budget);
        lexer = new PdfLexer(this);
        values = new PdfValues(findings);
    }

    /// <summary>Whether a reader would take this for an object stream. Some do without its type.</summary>
    public static bool Is(PdfShape shape, StreamFacts facts) => shape.HasFlag(PdfShape.ObjectStream) || facts.MayHoldObjects;

    public void Read(int container, StreamFacts facts, ReadOnlyMemory<byte> data)
    {
        if (budget.IsSpent)
        {
            findings.Stop(Sentence.Of($"too much to decode: {DecodingBudget.PastCap}, or more than {DecodingBudget.MaxFailures} that cannot be decoded"));
            return;
        }
        try
        {
            using var decoded = new FilterChain(data, facts, budget);
            Read(container, facts, new ByteReader(decoded));
        }
        catch (InvalidDataException failure)
        {
            budget.Fail();
            findings.Add(container, new PdfRule(PdfFault.Unreadable, $"an object stream that cannot be decoded ({failure.Message})"));
        }
    }

    public void Take(in PdfToken token)
    {
        if (!isInHead) values.Take(token);
        else if (token.Kind == PdfTokenKind.Integer && head.Count < 2 * MaxMembers) head.Add(token.Number);
        else if (token.Kind != PdfTokenKind.Comment) throw new InvalidDataException("a table that has more than numbers");
    }

    private void Read(int container, StreamFacts facts, ByteReader decoded)
    {
        if (facts.Count < 0 || facts.First < 0) throw new InvalidDataException("no /N or no /First");
        if (facts.Count > MaxMembers) throw new InvalidDataException(Sentence.Of($"more than {MaxMembers:N0} objects"));
        ReadHead(facts, decoded);

        var stream = definitions[container];
        var members = new (long From, int Definition)[facts.Count];
        for (var i = 0; i < members.Length; i++)
        {
            if (head[2 * i] is < 0 or > PdfDefinitions.MaxNumber) throw new InvalidDataException("an object number that cannot be");
            var member = new PdfDefinition(stream.At, (int)head[2 * i], container, PdfShape.None, 0, 0, IsCounted: false);
            members[i] = (head[(2 * i) + 1], definitions.Add(member, findings));
        }
        head.Clear();
        head.TrimExcess();
        Array.Sort(members);
        ReadMembers(members, decoded);
    }

    private void ReadHead(StreamFacts facts, ByteReader decoded)
    {
        isInHead = true;
        head.Clear();
        lexer.Restart(0);
        Feed(decoded, facts.First);
        lexer.Finish();
        isInHead = false;
        if (head.Count != 2 * facts.Count || !lexer.IsBetween) throw new InvalidDataException("a table that is not as long as it says");
    }

    private void ReadMembers((long From, int Definition)[] members, ByteReader decoded)
    {
        for (long at = 0; members.Length > 0 && at < members[0].From; at++)
        {
            if (decoded.Next() is var next && (next < 0 || !PdfBytes.IsBlank((byte)next))) throw new InvalidDataException("something before its first object");
        }
        for (var i = 0; i < members.Length; i++)
        {
            var end = i + 1 < members.Length ? members[i + 1].From : long.MaxValue;
            lexer.Restart(members[i].From);
            values.Start(members[i].Definition);
            Feed(decoded, end - members[i].From);
            lexer.Finish();
            values.Finish();
            if (!lexer.IsBetween || values.Completed != 1) throw new InvalidDataException("an object that does not begin and end where its table says");
            definitions[members[i].Definition].Shape = values.Shape;
        }
    }

    private void Feed(ByteReader decoded, long length)
    {
        Span<byte> buffer = stackalloc byte[BufferBytes];
        while (length > 0)
        {
            var count = decoded.Fill(buffer[..(int)Math.Min(length, BufferBytes)]);
            if (count == 0) return;
            lexer.Append(buffer[..count]);
            length -= count;
        }
    }
}
