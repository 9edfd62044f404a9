namespace Glimmerglass.Functions.Documents.Content.Signatures;

/// <summary>Texts of tags: web pages, drawings and the like. Browsers run what scripts are in them.</summary>
internal static class Markup
{
    private static readonly FileType Html = FileType.NotTaken("HTML", "an HTML page");
    private static readonly FileType HtmlProgram = FileType.NotTaken("HTA", "an HTML application", ReasonCode.Executable);
    private static readonly FileType WindowsScript = FileType.NotTaken("WSF", "a Windows script", ReasonCode.Executable);
    private static readonly FileType Svg = FileType.NotTaken("SVG", "an SVG drawing");
    private static readonly FileType PropertyList = FileType.NotTaken("plist", "a property list");
    private static readonly FileType Xml = FileType.NotTaken("XML", "an XML file");

    /// <summary>What makes a text one of these, the first that is found anywhere in it.</summary>
    private static readonly (string Tag, FileType Type)[] Tags =
    [
        ("<hta:application", HtmlProgram),
        ("<html", Html),
        ("<!doctype html", Html),
        ("<head", Html),
        ("<body", Html),
        ("<svg", Svg),
        ("<job", WindowsScript),
        ("<scriptlet", WindowsScript),
        ("<script", Html),
        ("<iframe", Html),
        ("<plist", PropertyList),
        ("<?xml", Xml),
    ];

    /// <param name="text">What <see cref="PlainText.Of"/> made of the head.</param>
    public static FileType? Of(string text)
    {
        if (!text.StartsWith('<')) return null;
        foreach (var (tag, type) in Tags)
        {
            if (text.Contains(tag, StringComparison.OrdinalIgnoreCase)) return type;
        }
        return null;
    }
}
