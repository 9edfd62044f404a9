using Glimmerglass.Functions.Documents.Content.Pdf.Filters;

namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>
/// The body of the file as it passes: gap, object, stream, cross-reference, trailer (ISO 32000-2, 7.5). A missing <c>endobj</c> or a broken table is
/// forgiven, because readers forgive it; what was seen where is kept for <see cref="PdfJudgement"/>.
/// </summary>
public sealed class PdfBody : IPdfTokens
{
    private readonly DecodingBudget budget = new();
    private readonly StreamBytes stream = new();
    private readonly PdfLexer lexer;
    private readonly PdfValues values;
    private readonly ObjectStreams objectStreams;
    private readonly CrossReferenceStream crossReferenceStream;
    private readonly NumberTrail trail = new();
    private Place place;
    private int definition;
    private CrossReferenceTable? table;
    private bool awaitsStart;
    private long position;

    private enum Place : byte
    {
        Gap,
        Object,
        Stream,
        Trailer,
    }

    public PdfBody()
    {
        CrossReference = new CrossReference(Findings);
        lexer = new PdfLexer(this) { InGap = true };
        values = new PdfValues(Findings);
        objectStreams = new ObjectStreams(Definitions, Findings, budget);
        crossReferenceStream = new CrossReferenceStream(CrossReference, budget);
    }

    public PdfFindings Findings { get; } = new();

    public PdfDefinitions Definitions { get; } = new();

    public CrossReference CrossReference { get; }

    public bool IsInGap => place == Place.Gap;

    /// <summary>How many ends of the document were passed.</summary>
    public int EndMarkers { get; private set; }

    /// <summary>The last thing of the document that was passed was an end marker.</summary>
    public bool IsBehindEnd { get; private set; }

    /// <summary>How many begins of objects, with nothing but blanks before the keyword, and how many keywords of the cross-reference were understood.</summary>
    public long KnownObjects { get; private set; }

    public long KnownCrossReferences { get; private set; }

    /// <summary>Where the last <c>startxref</c> was understood, or -1.</summary>
    public long LastStart { get; private set; } = -1;

    /// <summary>The length that the file claims in its first object when it is linearised (ISO 32000-2, F.3.3), or -1.</summary>
    public long LinearizedLength { get; private set; } = -1;

    /// <summary>The first object says that the file is linearised.</summary>
    public bool IsLinearized { get; private set; }

    /// <summary>What the file ended in the midst of; null when it ended between objects.</summary>
    public string? Unfinished { get; private set; }

    /// <summary>Reads up to the next border between gap, object and stream, and says how many bytes that were.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        var count = place == Place.Stream ? stream.Append(bytes, position) : lexer.Append(bytes);
        position += count;
        if (place == Place.Stream && stream.HasEnded) EndStream();
        return count;
    }

    public void Finish()
    {
        lexer.Finish();
        if (place == Place.Gap) table?.End();
        else Unfinished = place == Place.Trailer ? "trailer" : Definitions.Place(definition);
    }

    public void Take(in PdfToken token)
    {
        if (token.Kind == PdfTokenKind.EndMarker && place == Place.Gap) PassEnd();
        if (awaitsStart && token.Kind is not (PdfTokenKind.Integer or PdfTokenKind.Comment)) awaitsStart = false;
        if (token.Kind == PdfTokenKind.Integer) TakeInteger(token);
        else if (token.Kind == PdfTokenKind.Keyword && TakeKeyword(token)) trail.Clear();
        else if (token.Kind is PdfTokenKind.Comment or PdfTokenKind.EndMarker) PassComment();
        else
        {
            trail.Clear();
            if (place != Place.Gap) values.Take(token);
            else table?.Distrust();
        }
        if (place == Place.Trailer && values.Depth == 0 && values.Completed > 0) EndTrailer();
    }

    private void PassComment()
    {
        trail.Interrupt();
        if (place == Place.Gap) table?.Distrust();
    }

    private void PassEnd()
    {
        EndMarkers++;
        IsBehindEnd = true;
        lexer.Halt();
    }

    private void TakeInteger(in PdfToken token)
    {
        trail.Push(token);
        if (place != Place.Gap) values.Take(token);
        else if (awaitsStart) (CrossReference.Start, awaitsStart) = (token.Number, false);
        else table?.TakeNumber(token);
    }

    /// <summary>Whether the keyword has a meaning for the file, not within an object.</summary>
    private bool TakeKeyword(in PdfToken token)
    {
        if (token.IsSplit && token.Text.EndsWith("obj"u8)) Findings.Add(PdfFindings.Trailer, PdfRules.OddObject);
        if (token.Text.SequenceEqual("obj"u8) && trail.IsHead) BeginObject();
        else if (token.Text.SequenceEqual("endobj"u8)) EndPlace();
        else if (token.Text.SequenceEqual("stream"u8) && place == Place.Object && values.Depth == 0 && values.Shape.HasFlag(PdfShape.Dictionary)) BeginStream();
        else if (token.Text.SequenceEqual("xref"u8)) BeginTable(token);
        else if (token.Text.SequenceEqual("trailer"u8)) BeginTrailer(token);
        else if (token.Text.SequenceEqual("startxref"u8)) BeginStart(token);
        else if (place == Place.Gap) table?.TakeKeyword(token);
        else return false;
        return true;
    }

    private void BeginObject()
    {
        EndPlace();
        EndTable();
        if (trail.IsUninterrupted) KnownObjects++;
        definition = Definitions.Add(trail.Definition(), Findings);
        Begin(Place.Object);
        values.Start(definition);
    }

    /// <summary>Ends the object or trailer that is open, whether or not it says so.</summary>
    private void EndPlace()
    {
        if (place == Place.Object) EndObject(PdfShape.None);
        else if (place == Place.Trailer) EndTrailer();
    }

    private void EndObject(PdfShape streamShape)
    {
        values.Finish();
        Definitions[definition].Shape = values.Shape | streamShape;
        if (definition == 0 && values.Facts.IsLinearized) (IsLinearized, LinearizedLength) = (true, values.Facts.FileLength);
        Begin(Place.Gap);
    }

    private void Begin(Place next)
    {
        if (next != Place.Gap) IsBehindEnd = false;
        place = next;
        lexer.InGap = next == Place.Gap;
        lexer.Halt();
    }

    private void BeginStream()
    {
        var isObjects = ObjectStreams.Is(values.Shape, values.Facts);
        var shape = isObjects ? PdfShape.Stream | PdfShape.ObjectStream : PdfShape.Stream;
        EndObject(shape);
        stream.Begin(values.Facts.Length, isObjects || CrossReferenceStream.Is(values.Shape, values.Facts));
        Begin(Place.Stream);
    }

    private void EndStream()
    {
        var facts = values.Facts;
        if (ObjectStreams.Is(values.Shape, facts)) ReadObjects(facts);
        if (CrossReferenceStream.Is(values.Shape, facts)) ReadCrossReference(facts);
        stream.Forget();
        lexer.Restart(position);
        Begin(Place.Gap);
    }

    private void ReadObjects(StreamFacts facts)
    {
        if (stream.IsTooLong) Findings.Add(definition, new PdfRule(PdfFault.Unreadable, $"an object stream of more than {StreamBytes.MaxKeptBytes >> 20} MB"));
        else objectStreams.Read(definition, facts, stream.Kept);
    }

    private void ReadCrossReference(StreamFacts facts)
    {
        var section = CrossReference.Begin(Definitions[definition].At, Definitions[definition].Blanks);
        section.TakeTrailer(facts);
        if (stream.IsTooLong) section.IsSound = false;
        else crossReferenceStream.Read(section, facts, stream.Kept);
    }

    private void BeginTable(in PdfToken token)
    {
        EndPlace();
        EndTable();
        KnownCrossReferences++;
        IsBehindEnd = false;
        table = new CrossReferenceTable(CrossReference, CrossReference.Begin(token.At, token.Blanks));
    }

    private void EndTable()
    {
        table?.End();
        table = null;
    }

    private void BeginTrailer(in PdfToken token)
    {
        EndPlace();
        table?.End();

        // A trailer without a table is what is left of a damaged file; readers still look for the catalog in it.
        table ??= new CrossReferenceTable(CrossReference, CrossReference.Begin(token.At, token.Blanks)) { Section = { IsSound = false } };
        Begin(Place.Trailer);
        values.Start(PdfFindings.Trailer);
    }

    private void EndTrailer()
    {
        values.Finish();
        table?.Section.TakeTrailer(values.Facts);
        table = null;
        Begin(Place.Gap);
    }

    private void BeginStart(in PdfToken token)
    {
        EndPlace();
        EndTable();
        KnownCrossReferences++;
        (LastStart, awaitsStart, IsBehindEnd) = (token.At, true, false);
        CrossReference.Start = -1;
    }
}
