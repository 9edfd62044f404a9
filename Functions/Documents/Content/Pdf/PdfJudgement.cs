using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>Decides, once the whole file passed, which of the things found count, and puts them into reasons.</summary>
/// <param name="headerAt">Where the header begins; offsets may count from there.</param>
public sealed class PdfJudgement(PdfBody body, Sightings sightings, long headerAt, long sizeBytes)
{
    // More than anyone is told, and no more than that is put into words.
    private const int MaxPlaces = 50;

    // Readers look for the last startxref in as many bytes at the end, and some in more.
    private const int LookedAtBytes = 1024;

    private readonly PdfDefinitions definitions = body.Definitions;
    private readonly PdfFindings findings = body.Findings;

    private bool PointsBeyond => body.CrossReference.Start > sizeBytes;

    /// <summary>All reasons, in a stable order. Called once.</summary>
    public IReadOnlyList<Reason> Reasons()
    {
        var resolution = new PdfResolution(definitions, body.CrossReference, headerAt, IsFoundByAll());
        resolution.Resolve();

        var counted = Counted();
        var truncated = Truncation().ToList();
        var isEncrypted = body.CrossReference.Sections.Any(section => section.IsEncrypted);
        List<Reason> reasons = [.. truncated.Select(detail => ContentReason.Truncated("a PDF document", detail))];
        if (isEncrypted) reasons.Add(ContentReason.PdfEncrypted("/Encrypt in the trailer"));
        reasons.AddRange(from place in counted where place.Fault == PdfFault.ActiveContent select ContentReason.PdfActiveContent(place.Detail));
        reasons.AddRange(from place in counted where place.Fault == PdfFault.EmbeddedFile select ContentReason.PdfEmbeddedFile(place.Detail));
        if (isEncrypted) return reasons;

        reasons.AddRange(from place in counted where place.Fault == PdfFault.Unreadable select ContentReason.PdfUnreadable(place.Detail));
        if (findings.PastCap is { } cap) reasons.Add(ContentReason.PdfUnreadable(cap));
        if (PointsBeyond) reasons.Add(ContentReason.PdfUnreadable("no cross-reference where startxref points"));
        if (truncated.Count == 0) reasons.AddRange(Damage(resolution).Select(ContentReason.PdfUnreadable));
        return reasons;
    }

    /// <summary>
    /// The word startxref stands where all readers look for it, and in a linearised file the cross-reference behind the first object is the newest one too:
    /// readers take that one without looking at the end.
    /// </summary>
    private bool IsFoundByAll()
    {
        if (sizeBytes - body.LastStart > LookedAtBytes) return false;

        var isLinearized = body.IsLinearized && (body.LinearizedLength < 0 || body.LinearizedLength == sizeBytes);
        var reference = body.CrossReference;
        return !isLinearized || reference.Sections.Count == 0 || reference.FindAt(reference.Start + headerAt) == reference.Sections[0];
    }

    private List<(PdfFault Fault, string Detail)> Counted()
    {
        var shapes = ShapesOfTargets();
        var found = from place in findings.Found
                    where IsCounted(place.Definition)
                    select (place.Definition, place.Rule, place.Key);
        var linked = from link in findings.Links
                     where IsCounted(link.Definition) && link.Rule.IsBroken(shapes[link.Target])
                     select (link.Definition, link.Rule.Rule, Key: PdfName.None);
        return [.. from place in found.Concat(linked)
            orderby place.Definition
            group place by place.Rule.Fault into places
            from place in places.Take(MaxPlaces)
            select (place.Rule.Fault, $"{definitions.Place(place.Definition)}: {place.Rule.Told(place.Key)}")];
    }

    private bool IsCounted(int definition) => definition == PdfFindings.Trailer || definitions[definition].IsCounted;

    /// <summary>What each object is that a reference leads to, all its definitions that count taken together.</summary>
    private Dictionary<int, PdfShape> ShapesOfTargets()
    {
        var shapes = new Dictionary<int, PdfShape>();
        foreach (var link in findings.Links) shapes[link.Target] = PdfShape.None;
        for (var i = 0; shapes.Count > 0 && i < definitions.Count; i++)
        {
            if (definitions[i].IsCounted && shapes.TryGetValue(definitions[i].Number, out var shape)) shapes[definitions[i].Number] = shape | definitions[i].Shape;
        }
        return shapes;
    }

    private IEnumerable<string> Truncation()
    {
        if (body.Unfinished is { } place) yield return $"ends within {place}";
        else if (!body.IsBehindEnd) yield return body.EndMarkers > 0 ? "no %%EOF behind the last part" : "no %%EOF at the end";
        if (body.LinearizedLength > sizeBytes) yield return Sentence.Of($"linearised for {body.LinearizedLength:N0} bytes, and {sizeBytes:N0} are there");
        if (PointsBeyond) yield return Sentence.Of($"startxref points to byte {body.CrossReference.Start:N0} of {sizeBytes:N0}");
    }

    private IEnumerable<string> Damage(PdfResolution resolution)
    {
        foreach (var container in resolution.FalseContainers.Take(5)) yield return Sentence.Of($"object {container} is used as an object stream and is none");
        if (!resolution.IsSound && HidesSomething()) yield return "the cross-reference is broken, and objects are hidden in strings, comments or streams";
        if (sightings.LastStart != body.LastStart) yield return "the last startxref is hidden in a string, a comment or a stream";
        if (!HasCatalog(resolution.Root)) yield return resolution.Root < 0 ? "no catalog" : Sentence.Of($"object {resolution.Root}, the /Root, is no catalog with /Pages");
        else if (!Has(PdfShape.Pages | PdfShape.HasKids)) yield return "no page tree";
    }

    private bool HidesSomething() => sightings.Objects > body.KnownObjects || sightings.CrossReferences > body.KnownCrossReferences;

    private bool HasCatalog(long root)
    {
        if (root < 0) return Has(PdfShape.Catalog | PdfShape.HasPages);
        for (var i = 0; i < definitions.Count; i++)
        {
            if (definitions[i].Number == root && definitions[i].IsCounted && definitions[i].Shape.HasFlag(PdfShape.HasPages)) return true;
        }
        return false;
    }

    private bool Has(PdfShape shape)
    {
        for (var i = 0; i < definitions.Count; i++)
        {
            if (definitions[i].IsCounted && definitions[i].Shape.HasFlag(shape)) return true;
        }
        return false;
    }
}
