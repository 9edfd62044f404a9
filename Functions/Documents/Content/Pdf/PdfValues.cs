namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>
/// Follows the tokens of one object, trailer or member of an object stream through its dictionaries and arrays, keeps the shape of each that is open,
/// and records what the rules are against. Duplicate keys all count, because readers differ in which they take.
/// </summary>
public sealed class PdfValues(PdfFindings findings)
{
    /// <summary>The deepest nesting that is read. Real files stay below 30.</summary>
    public const int MaxDepth = 100;

    private readonly Frame[] frames = new Frame[MaxDepth + 1];
    private int depth;
    private int tooDeep;
    private int definition;
    private long firstNumber;
    private long secondNumber;
    private int numbers;
    private bool isSplit;
    private bool isWatched;

    private struct Frame
    {
        public bool IsDictionary;
        public PdfName Parent;
        public PdfName Key;
        public PdfShape Shape;
    }

    /// <summary>How many dictionaries and arrays are open.</summary>
    public int Depth => depth + tooDeep;

    /// <summary>How many values have ended outside any other.</summary>
    public int Completed { get; private set; }

    /// <summary>The shape of what was read.</summary>
    public PdfShape Shape { get; private set; }

    /// <summary>What the outermost dictionary says about structure.</summary>
    public StreamFacts Facts { get; private set; } = new();

    public void Start(int newDefinition)
    {
        definition = newDefinition;
        depth = tooDeep = numbers = Completed = 0;
        isSplit = isWatched = false;
        Shape = PdfShape.None;
        frames[0] = default;
        if (Facts.IsUsed) Facts = new StreamFacts();
    }

    public void Take(in PdfToken token)
    {
        if (token.Kind is PdfTokenKind.Comment or PdfTokenKind.EndMarker) return;
        isSplit |= token.IsSplit;
        if (token.Kind == PdfTokenKind.Integer) TakeInteger(token.Number);
        else if (token.Kind == PdfTokenKind.Keyword && token.Text is [(byte)'R'] && numbers == 2) TakeReference();
        else
        {
            FlushNumbers();
            TakeOther(token);
        }
    }

    /// <summary>Ends what the last token left open. Brackets that are still open are a fault.</summary>
    public void Finish()
    {
        FlushNumbers();
        if (isSplit && isWatched) findings.Add(definition, PdfRules.OddBlanks);
        if (Depth > 0) findings.Add(definition, PdfRules.Unbalanced);
    }

    private void TakeOther(in PdfToken token)
    {
        switch (token.Kind)
        {
            case PdfTokenKind.OpenDictionary: Open(isDictionary: true); break;
            case PdfTokenKind.OpenArray: Open(isDictionary: false); break;
            case PdfTokenKind.CloseDictionary: Close(isDictionary: true); break;
            case PdfTokenKind.CloseArray: Close(isDictionary: false); break;
            case PdfTokenKind.Name: TakeName(PdfNames.Of(token.Text)); break;
            case PdfTokenKind.Stray: findings.Add(definition, PdfRules.Unbalanced); break;
            case PdfTokenKind.String: TakeText(token.Text); break;
            case PdfTokenKind.Keyword when token.Text.SequenceEqual("null"u8): Take(new PdfValue(PdfValueKind.Null)); break;
            default: Take(new PdfValue(PdfValueKind.Other)); break;
        }
    }

    private void TakeInteger(long number)
    {
        if (numbers == 2)
        {
            Take(new PdfValue(PdfValueKind.Integer, number: firstNumber));
            (firstNumber, numbers) = (secondNumber, 1);
        }
        if (numbers == 0) firstNumber = number;
        else secondNumber = number;
        numbers++;
    }

    private void TakeReference()
    {
        numbers = 0;
        Take(new PdfValue(PdfValueKind.Reference, number: firstNumber));
    }

    private void FlushNumbers()
    {
        var count = numbers;
        numbers = 0;
        if (count > 0) Take(new PdfValue(PdfValueKind.Integer, number: firstNumber));
        if (count > 1) Take(new PdfValue(PdfValueKind.Integer, number: secondNumber));
    }

    private void TakeText(ReadOnlySpan<byte> text)
    {
        var mayBeAddress = depth == 0 || frames[depth].Key is PdfName.URI or PdfName.Base;
        Take(new PdfValue(PdfValueKind.Text, shape: mayBeAddress && PdfAddress.IsForeign(text) ? PdfShape.ForeignAddress : PdfShape.None));
    }

    private void TakeName(PdfName name)
    {
        isWatched |= PdfRules.IsWatched(name);
        ref var frame = ref frames[depth];
        if (tooDeep == 0 && frame.IsDictionary && frame.Key == PdfName.None) frame.Key = name;
        else Take(new PdfValue(PdfValueKind.Name, name));
    }

    private void Open(bool isDictionary)
    {
        if (tooDeep > 0 || depth == MaxDepth)
        {
            if (tooDeep++ == 0) findings.Add(definition, PdfRules.TooDeep);
            return;
        }
        ref var outer = ref frames[depth];
        var parent = outer.IsDictionary ? outer.Key : outer.Parent;
        if (depth is 1 or 2) Facts.Open(depth, frames[1].Key, isDictionary);
        frames[++depth] = new Frame { IsDictionary = isDictionary, Parent = parent, Shape = isDictionary ? PdfShape.Dictionary : PdfShape.Array };
    }

    private void Close(bool isDictionary)
    {
        if (tooDeep > 0)
        {
            tooDeep--;
            return;
        }
        if (depth == 0 || frames[depth].IsDictionary != isDictionary)
        {
            findings.Add(definition, PdfRules.Unbalanced);
            if (depth == 0) return;
        }
        if (frames[depth].IsDictionary) JudgeDictionary(frames[depth]);
        var shape = frames[depth--].Shape;
        Take(new PdfValue(shape.HasFlag(PdfShape.Dictionary) ? PdfValueKind.Dictionary : PdfValueKind.Array, shape: shape));
    }

    private void Take(in PdfValue value)
    {
        if (tooDeep > 0) return;
        ref var frame = ref frames[depth];
        if (depth is > 0 and <= 3) Facts.Take(depth, frames[1].Key, frame.Key, value);
        if (depth == 0) TakeWhole(value);
        else if (!frame.IsDictionary) TakeElement(ref frame, value);
        else if (frame.Key != PdfName.None)
        {
            TakeEntry(ref frame, value);
            frame.Key = PdfName.None;
        }
    }

    private void TakeWhole(in PdfValue value)
    {
        Completed++;
        Shape |= value.Shape;
        if (value.Kind == PdfValueKind.Name && PdfRules.Against(PdfName.None, value.Name) is { } rule) findings.Add(definition, rule);
    }

    private static void TakeElement(ref Frame frame, in PdfValue value)
    {
        if (value.Kind != PdfValueKind.Null) frame.Shape |= PdfShape.HasEntries;
    }

    private void TakeEntry(ref Frame frame, in PdfValue value)
    {
        if (value.Kind == PdfValueKind.Null) return;
        frame.Shape |= PdfShape.HasEntries;
        if (frame.Key == PdfName.Other) return;

        frame.Shape |= PdfShapes.Of(frame.Key, value);
        if (value.Kind == PdfValueKind.Name && PdfRules.Against(frame.Key, value.Name) is { } rule) findings.Add(definition, rule, frame.Parent);
        if (PdfRules.For(frame.Key, frame.Parent) is { } link) Follow(link, value);
        if (frame.Key == PdfName.JS && value.Kind == PdfValueKind.Text) findings.Add(definition, PdfRules.Script);
    }

    private void Follow(PdfLinkRule link, in PdfValue value)
    {
        if (value.Kind == PdfValueKind.Reference) findings.AddLink(definition, link, value.Number);
        else if (link.IsBroken(value.Shape)) findings.Add(definition, link.Rule);
    }

    private void JudgeDictionary(in Frame frame)
    {
        var shape = frame.Shape;
        if (shape.HasFlag(PdfShape.Rendition | PdfShape.HasScript)) findings.Add(definition, PdfRules.RenditionScript, frame.Parent);
        if (shape.HasFlag(PdfShape.Action | PdfShape.HasScript)) findings.Add(definition, PdfRules.Script);
        if (shape.HasFlag(PdfShape.Catalog | PdfShape.HasCollection)) findings.Add(definition, PdfRules.Portfolio);
    }
}
