namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>The parameters of one filter, with the defaults of ISO 32000-2, 7.4.4.3.</summary>
public sealed record FilterParameters
{
    public long Predictor { get; set; } = 1;

    public long Colors { get; set; } = 1;

    public long BitsPerComponent { get; set; } = 8;

    public long Columns { get; set; } = 1;

    public long EarlyChange { get; set; } = 1;
}

/// <summary>What the outermost dictionary of an object or trailer says about structure: lengths, filters, the cross-reference, object streams.</summary>
public sealed class StreamFacts
{
    public const int MaxFilters = 8;
    public const int MaxSubsections = 100_000;

    private static readonly bool[] Structural = PdfNames.Marked(PdfName.Filter, PdfName.F, PdfName.DecodeParms, PdfName.DP, PdfName.Length, PdfName.N,
        PdfName.First, PdfName.Size, PdfName.Prev, PdfName.XRefStm, PdfName.L, PdfName.Linearized, PdfName.Root, PdfName.W, PdfName.Index, PdfName.Encrypt);

    private readonly HashSet<PdfName> seen = [];

    private bool HasCount { get; set; }

    private bool HasFirst { get; set; }

    public bool IsUsed { get; private set; }

    /// <summary>A key on which decoding depends is there twice, or as what it may not be.</summary>
    public bool IsAmbiguous { get; private set; }

    public long Length { get; private set; } = -1;

    public long Count { get; private set; } = -1;

    public long First { get; private set; } = -1;

    /// <summary>There is an /N and a /First, whatever they are: some readers follow references there.</summary>
    public bool MayHoldObjects => HasCount && HasFirst;

    public long Size { get; private set; } = -1;

    public long Previous { get; private set; } = -1;

    public long Hybrid { get; private set; } = -1;

    public long Root { get; private set; } = -1;

    public bool IsEncrypted { get; private set; }

    /// <summary>The length that a linearised file says it has, or -1.</summary>
    public long FileLength { get; private set; } = -1;

    public bool IsLinearized { get; private set; }

    public List<PdfName> Filters { get; } = [];

    public List<FilterParameters> Parameters { get; } = [];

    public List<long> Widths { get; } = [];

    public List<long> Index { get; } = [];

    /// <summary>A dictionary or array begins in the value of <paramref name="key"/>.</summary>
    public void Open(int depth, PdfName key, bool isDictionary)
    {
        if (isDictionary && IsParameters(key) && depth is 1 or 2) AddParameters();
    }

    /// <summary>A value ended, so many levels below the outermost dictionary's outside; <paramref name="outer"/> is the key of that dictionary.</summary>
    public void Take(int depth, PdfName outer, PdfName key, in PdfValue value)
    {
        if (depth == 1) TakeEntry(key, value);
        else if (depth == 2 && key == PdfName.None) TakeElement(outer, value);
        else if (depth >= 2 && IsParameters(outer) && Parameters.Count > 0) TakeParameter(key, value);
    }


    private static bool IsParameters(PdfName key) => key is PdfName.DecodeParms or PdfName.DP;

    private static bool IsFilter(PdfName key) => key is PdfName.Filter or PdfName.F;

    private void AddParameters()
    {
        IsUsed = true;
        if (Parameters.Count < MaxFilters) Parameters.Add(new FilterParameters());
        else IsAmbiguous = true;
    }

    private void TakeEntry(PdfName key, in PdfValue value)
    {
        if (!Structural[(int)key]) return;
        IsUsed = true;
        if (IsFilter(key) || IsParameters(key)) TakeFilter(key, value);
        else if (value.Kind == PdfValueKind.Integer) TakeNumber(key, value.Number);
        else if (key == PdfName.Root && value.Kind == PdfValueKind.Reference) Root = value.Number;
        else if (key is PdfName.W or PdfName.Index) Once(key);
        else if (key is PdfName.N or PdfName.First or PdfName.Size or PdfName.Prev or PdfName.XRefStm && value.Kind != PdfValueKind.Null) IsAmbiguous = true;
        HasCount |= key == PdfName.N && value.Kind != PdfValueKind.Null;
        HasFirst |= key == PdfName.First && value.Kind != PdfValueKind.Null;
        IsEncrypted |= key == PdfName.Encrypt && value.Kind is (PdfValueKind.Dictionary or PdfValueKind.Reference);
        IsLinearized |= key == PdfName.Linearized;
    }

    private void TakeNumber(PdfName key, long number)
    {
        switch (key)
        {
            case PdfName.Length: Length = seen.Add(key) ? number : -1; break;
            case PdfName.N: Count = Once(key, number); break;
            case PdfName.First: First = Once(key, number); break;
            case PdfName.Size: Size = Once(key, number); break;
            case PdfName.Prev: Previous = Once(key, number); break;
            case PdfName.XRefStm: Hybrid = Once(key, number); break;
            case PdfName.L: FileLength = number; break;
            default: break;
        }
    }

    private long Once(PdfName key, long number)
    {
        Once(key);
        return number;
    }

    private void Once(PdfName key) => IsAmbiguous |= !seen.Add(key);

    /// <summary>/F and /DP are the short names of inline images, which some readers take here too; otherwise /F names a file.</summary>
    private void TakeFilter(PdfName key, in PdfValue value)
    {
        if (value.Kind == PdfValueKind.Null || (key == PdfName.F && value.Kind is PdfValueKind.Text or PdfValueKind.Dictionary)) return;
        Once(IsFilter(key) ? PdfName.Filter : PdfName.DecodeParms);
        if (IsFilter(key) && value.Kind == PdfValueKind.Name) AddFilter(value.Name);
        else if (value.Kind is not (PdfValueKind.Array or PdfValueKind.Dictionary)) IsAmbiguous = true;
    }

    private void TakeElement(PdfName outer, in PdfValue value)
    {
        if (IsFilter(outer)) AddFilter(value.Kind == PdfValueKind.Name ? value.Name : PdfName.Other);
        else if (IsParameters(outer) && value.Kind == PdfValueKind.Null) AddParameters();
        else if (IsParameters(outer) && value.Kind != PdfValueKind.Dictionary) IsAmbiguous = true;
        else if (outer == PdfName.W) AddNumber(Widths, value, 3);
        else if (outer == PdfName.Index) AddNumber(Index, value, 2 * MaxSubsections);
    }

    private void AddFilter(PdfName name)
    {
        if (Filters.Count < MaxFilters) Filters.Add(name);
        else IsAmbiguous = true;
    }

    private void AddNumber(List<long> numbers, in PdfValue value, int max)
    {
        IsUsed = true;
        if (value.Kind == PdfValueKind.Integer && numbers.Count < max) numbers.Add(value.Number);
        else IsAmbiguous = true;
    }

    private void TakeParameter(PdfName key, in PdfValue value)
    {
        if (key is not (PdfName.Predictor or PdfName.Colors or PdfName.BitsPerComponent or PdfName.Columns or PdfName.EarlyChange)) return;
        if (value.Kind != PdfValueKind.Integer)
        {
            IsAmbiguous = true;
            return;
        }
        var parameters = Parameters[^1];
        if (key == PdfName.Predictor) parameters.Predictor = value.Number;
        else if (key == PdfName.Colors) parameters.Colors = value.Number;
        else if (key == PdfName.BitsPerComponent) parameters.BitsPerComponent = value.Number;
        else if (key == PdfName.Columns) parameters.Columns = value.Number;
        else parameters.EarlyChange = value.Number;
    }
}
