using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Glimmerglass.Tests.Corpus;

/// <summary>Puts a script into good papers: at any place that readers look for actions, with its names spelled in any way, packed or plain, in a new revision or a paper written anew.</summary>
public static partial class ScriptInsertion
{
    private static readonly string[] Actions =
    [
        "<<{S}{JavaScript}{JS}(app.alert\\(1\\))>>", "<<{Type}{Action}{S}{JavaScript}{JS}<6170>>>", "<<{JS}(x) {S} {JavaScript}>>", "<<{S}{GoTo}{D}[3 0 R{Fit}]{Next}[<<{S}{JavaScript}{JS}(x)>>]>>",
        "<<{S}%comment\n{JavaScript}\0{JS}\t(x)>>", "<<{S}{Launch}{F}(cmd.exe)>>", "<<{S}{URI}{URI}(java\\\nscript:x)>>", "<<{S}{Rendition}{JS}(x)>>",
    ];

    private static readonly IReadOnlyList<PdfFilter>[] Packings =
    [
        [], [PdfFilter.Flate], [PdfFilter.Ascii85, PdfFilter.Flate], [PdfFilter.Lzw], [PdfFilter.Hex], [PdfFilter.RunLength], [PdfFilter.FlateUp], [PdfFilter.FlateTiff], [PdfFilter.Hex, PdfFilter.LzwUp],
    ];

    private static readonly Func<PdfPaper, string, PdfPaper>[] Places =
    [
        (paper, action) => paper.With(1, $"<</Type/Catalog/Pages 2 0 R{{OpenAction}}{action}>>"),
        (paper, action) => paper.With(1, "<</Type/Catalog/Pages 2 0 R{OpenAction} 40 0 R>>").With(40, action),
        (paper, action) => paper.With(1, $"<</Type/Catalog/Pages 2 0 R{{AA}}<</WC{action}>>>>"),
        (paper, action) => paper.With(1, "<</Type/Catalog/Pages 2 0 R{Names}<<{JavaScript} 40 0 R>>>>").With(40, "<</Kids[41 0 R]>>").With(41, "<</Names[(a) 42 0 R]>>").With(42, action),
        (paper, action) => paper.With(3, $"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]{{AA}}<</O{action}>>>>"),
        (paper, action) => paper.With(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]{Annots}[40 0 R]>>").With(40, $"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]{{A}}{action}>>"),
        (paper, action) => paper.With(1, "<</Type/Catalog/Pages 2 0 R{AcroForm}<<{Fields}[40 0 R]>>>>").With(40, $"<</FT/Tx/T(a){{AA}}<</K{action}>>>>"),
        (paper, action) => paper.With(1, "<</Type/Catalog/Pages 2 0 R{Outlines} 40 0 R>>").With(40, "<</First 41 0 R/Last 41 0 R/Count 1>>").With(41, $"<</Title(x)/Parent 40 0 R{{A}} 42 0 R>>").With(42, action),
    ];

    /// <summary>A paper with a script in one of its layouts.</summary>
    public static byte[] Written(Random chance)
    {
        var paper = Places[chance.Next(Places.Length)](PdfPaper.OnePage(), Actions[chance.Next(Actions.Length)]);
        foreach (var (number, part) in paper.Parts) paper = part.Data is null ? paper.With(number, Spelled(part.Text, chance)) : paper;
        var filters = Packings[chance.Next(Packings.Length)];
        return chance.Next(4) switch
        {
            0 => paper.Bytes,
            1 => paper.WithXrefStream(PdfFilter.Up(7)).Bytes,
            2 => paper.Packed(filters).Bytes,
            _ => paper.Hybrid(filters).Bytes,
        };
    }

    /// <summary>A revision behind any good paper, whose catalog has a script as its open action. Null where the paper does not show its root.</summary>
    public static byte[]? Revised(byte[] content, Random chance)
    {
        var text = Encoding.Latin1.GetString(content);
        if (RootOf().Matches(text) is not { Count: > 0 } roots || StartOf().Matches(text) is not { Count: > 0 } starts || PagesOf().Match(text + Unpacked(content)) is not { Success: true } pages) return null;

        var start = long.Parse(starts[^1].Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        var header = text.IndexOf("%PDF-", StringComparison.Ordinal);
        var root = int.Parse(roots[^1].Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        var action = Spelled(Actions[chance.Next(Actions.Length)], chance);
        var catalog = Spelled("<</Type/Catalog/Pages " + pages.Groups[1].Value + " 0 R{OpenAction} 60000 0 R>>", chance);
        var countsFromHeader = start < text.Length && start + header < text.Length && !Begins(text, start) && Begins(text, start + header);
        var writer = new PdfWriter(text + "\n") { Previous = start, CountsFrom = countsFromHeader ? header : 0 };
        var filters = Packings[chance.Next(Packings.Length)];
        return chance.Next(3) switch
        {
            0 => writer.Object(root, catalog).Object(60_000, action).Table($"/Root {root} 0 R").Bytes,
            1 => writer.Object(root, catalog).ObjectStream(60_001, filters, [(60_000, action)]).XrefStream(60_002, $"/Root {root} 0 R").Bytes,
            _ => writer.ObjectStream(60_001, filters, [(60_000, action), (root, catalog)]).XrefStream(60_002, $"/Root {root} 0 R").Bytes,
        };
    }

    /// <summary>Each name in braces becomes a PDF name, some of whose letters are escaped.</summary>
    private static string Spelled(string text, Random chance) => Braced().Replace(text, name => "/" + string.Concat(name.Groups[1].Value.Select(letter => Spelled(letter, chance.Next(5)))));

    private static string Spelled(char letter, int way) => way switch
    {
        0 => FormattableString.Invariant($"#{(int)letter:x2}"),
        1 => FormattableString.Invariant($"#{(int)letter:X2}"),
        _ => letter.ToString(),
    };

    private static bool Begins(string text, long at) => XrefStart().IsMatch(text.AsSpan((int)at, (int)Math.Min(20, text.Length - at)));

    private static string Unpacked(byte[] content)
    {
        var text = new StringBuilder();
        for (int at = 0, found; (found = content.AsSpan(at).IndexOf("stream"u8)) >= 0;)
        {
            at += found + 6;
            while (at < content.Length && content[at] is 10 or 13) at++;
            text.Append(Inflated(content, at));
        }
        return text.ToString();
    }

    private static string Inflated(byte[] content, int at)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(content, at, content.Length - at), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            zlib.CopyTo(plain);
            return Encoding.Latin1.GetString(plain.ToArray());
        }
        catch (InvalidDataException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Braced();

    [GeneratedRegex(@"/Root\s+(\d+)\s+\d+\s+R")]
    private static partial Regex RootOf();

    [GeneratedRegex(@"/Pages\s+(\d+)\s+\d+\s+R")]
    private static partial Regex PagesOf();

    [GeneratedRegex(@"startxref\s+(\d+)")]
    private static partial Regex StartOf();

    [GeneratedRegex(@"^(xref|\d+\s+\d+\s+obj)")]
    private static partial Regex XrefStart();
}
