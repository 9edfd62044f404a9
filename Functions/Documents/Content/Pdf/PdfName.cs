using System.Collections.Frozen;
using System.Text;

namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>The names that rules and structure need, spelled as in ISO 32000-2. Names are compared by case, after their escapes were undone.</summary>
public enum PdfName : byte
{
    /// <summary>No name at all.</summary>
    None,

    /// <summary>A name that means nothing here.</summary>
    Other,

    // What a dictionary is.
    Type, Subtype, Action, Catalog, Pages, Collection, EmbeddedFile, FileAttachment, ObjStm, RichMedia, XRef,

    // Actions (12.6) and what belongs to them.
    S, JS, JavaScript, Launch, ImportData, SubmitForm, RichMediaExecute, GoToE, GoTo, GoTo3DView, Named, Rendition, SetOCGState, Trans, URI,
    A, AA, Base, D, N, Next, OpenAction, FirstPage, LastPage, NextPage, PrevPage,

    // Trigger events (12.6.3); D and N stand above.
    E, X, U, Fo, Bl, PO, PC, PV, PI, O, C, K, F, V, WC, WS, DS, WP, DP,

    // Files inside the file (7.11), forms and media.
    EF, EmbeddedFiles, UF, DOS, Mac, Unix, Names, Kids, AcroForm, XFA, OnInstantiate, RichMediaContent, RichMediaSettings,

    // Dictionaries whose keys are chosen by the producer.
    CharProcs, ClassMap, ColorSpace, Colorants, Dests, ExtGState, Font, Pattern, Properties, RoleMap, Shading, XObject,

    // Streams and the cross-reference (7.3.8, 7.5).
    BitsPerComponent, Colors, Columns, DecodeParms, EarlyChange, Encrypt, Filter, First, Index, L, Length, Linearized, Predictor, Prev, Root, Size, W, XRefStm,

    // Filters, long and short (7.4).
    ASCIIHexDecode, AHx, ASCII85Decode, A85, LZWDecode, LZW, FlateDecode, Fl, RunLengthDecode, RL,
}

/// <summary>Finds the known name for the bytes of one.</summary>
public static class PdfNames
{
    private static readonly FrozenDictionary<string, PdfName> Known =
        Enum.GetValues<PdfName>().Where(name => name > PdfName.Other).ToFrozenDictionary(name => name.ToString(), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, PdfName>.AlternateLookup<ReadOnlySpan<char>> Lookup = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly int MaxLength = Known.Keys.Max(name => name.Length);

    public static PdfName Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxLength) return PdfName.Other;

        Span<char> text = stackalloc char[bytes.Length];
        Encoding.Latin1.GetChars(bytes, text);
        return Lookup.TryGetValue(text, out var name) ? name : PdfName.Other;
    }

    /// <summary>A table of names. It is an array, because every entry of every dictionary is looked up in it.</summary>
    public static bool[] Marked(params ReadOnlySpan<PdfName> names)
    {
        var marked = new bool[byte.MaxValue + 1];
        foreach (var name in names) marked[(int)name] = true;
        return marked;
    }
}
