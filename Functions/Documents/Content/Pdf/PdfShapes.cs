using static Glimmerglass.Functions.Documents.Content.Pdf.PdfName;

namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>What one entry says about the dictionary that has it.</summary>
public static class PdfShapes
{
    public static PdfShape Of(PdfName key, in PdfValue value)
    {
        var isLink = value.Kind is PdfValueKind.Dictionary or PdfValueKind.Reference;
        return OfName(key, value) | OfLink(key, value, isLink) | (isLink && PdfRules.IsTrigger(key) ? PdfShape.Triggers : PdfShape.None);
    }

    private static PdfShape OfName(PdfName key, in PdfValue value) => (key, value.Name) switch
    {
        (PdfName.Type, PdfName.Catalog) => PdfShape.Catalog,
        (PdfName.Type, Pages) => PdfShape.Pages,
        (PdfName.Type, ObjStm) => PdfShape.ObjectStream,
        (PdfName.Type, XRef) => PdfShape.CrossReference,
        (PdfName.Type, PdfName.Action) => PdfShape.Action,
        (S, GoTo or SetOCGState or Trans or GoTo3DView) => PdfShape.ViewAction,
        (S, Named) => PdfShape.NamedAction,
        (S, Rendition) => PdfShape.Rendition | PdfShape.OtherAction,
        (S, _) => PdfShape.OtherAction,
        (N, FirstPage or LastPage or NextPage or PrevPage) => PdfShape.None,
        (N, _) => PdfShape.OtherNamed,
        _ => PdfShape.None,
    };

    private static PdfShape OfLink(PdfName key, in PdfValue value, bool isLink) => key switch
    {
        Pages when isLink => PdfShape.HasPages,
        Kids when IsFilled(value) => PdfShape.HasKids | PdfShape.NameTree,
        Kids when value.Kind == PdfValueKind.Array => PdfShape.HasKids,
        Names when IsFilled(value) => PdfShape.NameTree,
        F or UF or DOS or Mac or Unix when value.Kind == PdfValueKind.Reference => PdfShape.EmbeddedFiles,
        Next when isLink || IsFilled(value) => PdfShape.HasNext,
        JS when value.Kind is PdfValueKind.Reference or PdfValueKind.Text => PdfShape.HasScript,
        Collection when isLink => PdfShape.HasCollection,
        D when value.Kind is not PdfValueKind.Dictionary => PdfShape.ViewAction,
        _ => PdfShape.None,
    };

    private static bool IsFilled(in PdfValue value) =>
        value.Kind == PdfValueKind.Reference || (value.Kind == PdfValueKind.Array && value.Shape.HasFlag(PdfShape.HasEntries));
}
