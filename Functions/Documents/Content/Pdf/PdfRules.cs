using static Glimmerglass.Functions.Documents.Content.Pdf.PdfName;

namespace Glimmerglass.Functions.Documents.Content.Pdf;

public enum PdfFault : byte
{
    ActiveContent,
    EmbeddedFile,
    Unreadable,
}

/// <summary>Something that may not be in a PDF, with the words for its place.</summary>
public sealed record PdfRule(PdfFault Fault, string Words, PdfName RunBy = None)
{
    /// <summary>What stands there, given the key under which it stands, if there is one that is known.</summary>
    public string Told(PdfName key) => RunBy == None ? Words : key > Other ? $"/{key} runs {Words}" : $"/{RunBy} {Words}";
}

/// <summary>What a value may not be, seen from the key that leads to it, directly or by reference.</summary>
public sealed record PdfLinkRule(PdfRule Rule, Func<PdfShape, bool> IsBroken);

/// <summary>
/// What a PDF may not contain, as a table. Actions are refused for what they do (ISO 32000-2, 12.6), wherever they stand; keys are refused for what they
/// lead to, so that a font that is called /AA or /JavaScript harms nobody.
/// </summary>
public static class PdfRules
{
    public static readonly PdfRule Unbalanced = new(PdfFault.Unreadable, "brackets that do not match");
    public static readonly PdfRule OddBlanks = new(PdfFault.Unreadable, "bytes 0x80 or 0xFF that some readers take for blanks, beside names that do something");
    public static readonly PdfRule OddObject = new(PdfFault.Unreadable, "an object whose numbers stand before bytes that only some readers take for blanks");
    public static readonly PdfRule TwoHeaders = new(PdfFault.Unreadable, "a half header before the header, so that readers count offsets differently");
    public static readonly PdfRule TooDeep = new(PdfFault.Unreadable, "more than 100 levels of dictionaries and arrays");
    public static readonly PdfRule Script = new(PdfFault.ActiveContent, "/JS");
    public static readonly PdfRule RenditionScript = new(PdfFault.ActiveContent, "/Rendition with /JS", S);
    public static readonly PdfRule Portfolio = new(PdfFault.EmbeddedFile, "/Collection");
    public static readonly PdfRule Address = new(PdfFault.ActiveContent, "/URI with another scheme than http, https and mailto");

    private static readonly Dictionary<(PdfName Key, PdfName Value), PdfRule> ByName = new()
    {
        [(S, JavaScript)] = Action("/JavaScript"),
        [(S, Launch)] = Action("/Launch"),
        [(S, ImportData)] = Action("/ImportData"),
        [(S, SubmitForm)] = Action("/SubmitForm"),
        [(S, RichMediaExecute)] = Action("/RichMediaExecute"),

        // It opens a file that is inside this one or inside another, past whoever checked this one.
        [(S, GoToE)] = Action("/GoToE"),

        [(Subtype, RichMedia)] = new(PdfFault.ActiveContent, "/Subtype /RichMedia"),
        [(Subtype, FileAttachment)] = new(PdfFault.EmbeddedFile, "/Subtype /FileAttachment"),
        [(PdfName.Type, EmbeddedFile)] = new(PdfFault.EmbeddedFile, "/Type /EmbeddedFile"),
        [(PdfName.Type, Collection)] = new(PdfFault.EmbeddedFile, "/Type /Collection"),

        // An object that is a name alone stands for an /S that was written as a reference.
        [(None, JavaScript)] = new(PdfFault.ActiveContent, "/JavaScript"),
        [(None, Launch)] = new(PdfFault.ActiveContent, "/Launch"),
        [(None, ImportData)] = new(PdfFault.ActiveContent, "/ImportData"),
        [(None, SubmitForm)] = new(PdfFault.ActiveContent, "/SubmitForm"),
        [(None, RichMediaExecute)] = new(PdfFault.ActiveContent, "/RichMediaExecute"),
        [(None, GoToE)] = new(PdfFault.ActiveContent, "/GoToE"),
        [(None, Rendition)] = new(PdfFault.ActiveContent, "/Rendition"),
    };

    private static readonly PdfLinkRule?[] ByLink = ByKey(new()
    {
        [AA] = Link(PdfFault.ActiveContent, "/AA", shape => shape.HasFlag(PdfShape.Triggers)),
        [OpenAction] = Link(PdfFault.ActiveContent, "/OpenAction that does more than set the view", DoesMoreThanView),
        [JavaScript] = Link(PdfFault.ActiveContent, "/JavaScript", shape => shape.HasFlag(PdfShape.NameTree)),
        [XFA] = Link(PdfFault.ActiveContent, "/XFA", IsSomething),
        [RichMediaContent] = Link(PdfFault.ActiveContent, "/RichMediaContent", IsSomething),
        [RichMediaSettings] = Link(PdfFault.ActiveContent, "/RichMediaSettings", IsSomething),
        [OnInstantiate] = Link(PdfFault.ActiveContent, "/OnInstantiate", IsSomething),
        [EmbeddedFiles] = Link(PdfFault.EmbeddedFile, "/EmbeddedFiles", shape => shape.HasFlag(PdfShape.NameTree)),
        [EF] = Link(PdfFault.EmbeddedFile, "/EF", shape => shape.HasFlag(PdfShape.EmbeddedFiles)),
        [Base] = new(Address, shape => shape.HasFlag(PdfShape.ForeignAddress)),
        [URI] = new(Address, shape => shape.HasFlag(PdfShape.ForeignAddress)),
    });

    private static readonly bool[] KeysAreFree =
        PdfNames.Marked(CharProcs, ClassMap, ColorSpace, Colorants, Dests, ExtGState, Font, PdfName.Pattern, PdfName.Properties, RoleMap, Shading, XObject);

    private static readonly bool[] TriggerEvents = PdfNames.Marked(E, X, D, U, Fo, Bl, PO, PC, PV, PI, O, C, K, F, V, WC, WS, DS, WP, DP);

    private static readonly bool[] Watched = PdfNames.Marked([.. ByName.Keys.Select(pair => pair.Value)]);

    private static readonly bool[] IsKeyOfName = PdfNames.Marked([.. ByName.Keys.Select(pair => pair.Key)]);

    /// <summary>The rule against this name as the value of this key, <see cref="None"/> for an object that is the name alone.</summary>
    public static PdfRule? Against(PdfName key, PdfName value) => value > Other && IsKeyOfName[(int)key] ? ByName.GetValueOrDefault((key, value)) : null;

    /// <summary>The rule for what this key leads to, unless the dictionary stands under a key below which names are the producer's own.</summary>
    public static PdfLinkRule? For(PdfName key, PdfName parent) => KeysAreFree[(int)parent] ? null : ByLink[(int)key];

    /// <summary>Whether any rule is about this name, as a key or as a value.</summary>
    public static bool IsWatched(PdfName name) => name == JS || Watched[(int)name] || ByLink[(int)name] is not null;

    public static bool IsTrigger(PdfName key) => TriggerEvents[(int)key];

    private static PdfLinkRule?[] ByKey(Dictionary<PdfName, PdfLinkRule> rules)
    {
        var byKey = new PdfLinkRule?[byte.MaxValue + 1];
        foreach (var (key, rule) in rules) byKey[(int)key] = rule;
        return byKey;
    }

    private static PdfRule Action(string words) => new(PdfFault.ActiveContent, words, S);

    private static PdfLinkRule Link(PdfFault fault, string words, Func<PdfShape, bool> isBroken) => new(new PdfRule(fault, words), isBroken);

    private static bool IsSomething(PdfShape shape) => (shape & (PdfShape.HasEntries | PdfShape.Stream)) != 0;

    /// <summary>Page turns are a view; other named actions are menu items of the reader, as print is.</summary>
    private static bool DoesMoreThanView(PdfShape shape)
    {
        if (!shape.HasFlag(PdfShape.Dictionary | PdfShape.HasEntries)) return false;
        if ((shape & (PdfShape.OtherAction | PdfShape.HasNext)) != 0) return true;
        if (shape.HasFlag(PdfShape.NamedAction)) return shape.HasFlag(PdfShape.OtherNamed);
        return !shape.HasFlag(PdfShape.ViewAction);
    }
}
