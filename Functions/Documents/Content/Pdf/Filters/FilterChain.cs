namespace Glimmerglass.Functions.Documents.Content.Pdf.Filters;

/// <summary>The filters of one stream, set up one behind the other (ISO 32000-2, 7.4), under the budget of the whole file.</summary>
public sealed class FilterChain : IByteSource, IDisposable
{
    private readonly List<FlateSource> inflaters = [];
    private readonly IByteSource last;

    public FilterChain(ReadOnlyMemory<byte> data, StreamFacts facts, DecodingBudget budget)
    {
        if (facts.IsAmbiguous) throw new InvalidDataException("a dictionary that readers may take differently");

        last = new MemorySource(data);
        for (var i = 0; i < facts.Filters.Count; i++)
        {
            var parameters = i < facts.Parameters.Count ? facts.Parameters[i] : new FilterParameters();
            last = new MeteredSource(Decoded(last, facts.Filters[i], parameters), budget);
        }
    }

    public int Read(Span<byte> into) => last.Read(into);

    public void Dispose() => inflaters.ForEach(inflater => inflater.Dispose());

    private IByteSource Decoded(IByteSource source, PdfName filter, FilterParameters parameters) => filter switch
    {
        PdfName.FlateDecode or PdfName.Fl => Unpredicted(Inflated(source), parameters),
        PdfName.LZWDecode or PdfName.LZW => Unpredicted(new LzwSource(source, parameters.EarlyChange != 0), parameters),
        PdfName.ASCIIHexDecode or PdfName.AHx => new AsciiHexSource(source),
        PdfName.ASCII85Decode or PdfName.A85 => new Ascii85Source(source),
        PdfName.RunLengthDecode or PdfName.RL => new RunLengthSource(source),
        _ => throw new InvalidDataException("a filter that is not known"),
    };

    private FlateSource Inflated(IByteSource source)
    {
        var inflater = new FlateSource(source);
        inflaters.Add(inflater);
        return inflater;
    }

    private static IByteSource Unpredicted(IByteSource source, FilterParameters parameters) =>
        parameters.Predictor <= 1 ? source : new PredictorSource(source, parameters);
}
