using System.Buffers;
using System.Globalization;

namespace Glimmerglass.Tests.Corpus;

/// <summary>
/// Writes a PDF piece by piece, right or wrong as it is told (ISO 32000-2, 7.5). It notes where each object came to lie; a table or a cross-reference stream ends a revision.
/// </summary>
public sealed class PdfWriter
{
    private readonly ArrayBufferWriter<byte> file = new();
    private readonly SortedDictionary<int, (int Kind, long Field, int Last)> revision = [];
    private int highest;

    public PdfWriter(string header = "%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n") => Text(header);

    /// <summary>What ends a line between the parts of the file.</summary>
    public string Eol { get; init; } = "\n";

    /// <summary>The last two bytes of a line in the table, which has 20 of them by the standard.</summary>
    public string EntryEnd { get; init; } = " \n";

    /// <summary>What every noted offset is short of the place in the file, for a file that counts from its header.</summary>
    public long CountsFrom { get; init; }

    public long Position => file.WrittenCount;

    /// <summary>Where the last table began; null before the first.</summary>
    public long? Previous { get; set; }

    public byte[] Bytes => file.WrittenSpan.ToArray();

    public PdfWriter Text(string latin) => Raw(Octets.Latin(latin));

    public PdfWriter Raw(byte[] bytes)
    {
        file.Write(bytes);
        return this;
    }

    public PdfWriter Object(int number, string text, int generation = 0) => Here(number, generation).Text(Inv($"{number} {generation} obj{Eol}{text}{Eol}endobj{Eol}"));

    /// <param name="length">The length that is declared, as a number or a reference; null for the true one.</param>
    public PdfWriter Stream(int number, string entries, byte[] data, string? length = null) =>
        Here(number).Text(Inv($"{number} 0 obj{Eol}<<{entries}/Length {length ?? Inv($"{data.Length}")}>>{Eol}stream{(Eol == "\r" ? "\r\n" : Eol)}")).Raw(data).Text($"{Eol}endstream{Eol}endobj{Eol}");

    /// <summary>An object stream, packed by these filters, and the note that its objects lie in it.</summary>
    public PdfWriter ObjectStream(int number, IReadOnlyList<PdfFilter> filters, IReadOnlyList<(int Number, string Text)> objects, string entries = "")
    {
        var (index, body) = ("", "");
        foreach (var (inner, text) in objects)
        {
            index += Inv($"{inner} {body.Length} ");
            body += text + "\n";
        }
        for (var i = 0; i < objects.Count; i++) Inside(objects[i].Number, number, i);
        return Stream(number, Inv($"/Type/ObjStm/N {objects.Count}/First {index.Length}{entries}{PdfFilter.Entries(filters)}"), PdfFilter.Pack(filters, Octets.Latin(index + body)));
    }

    /// <summary>Notes that an object begins here, or at another place.</summary>
    public PdfWriter Here(int number, int generation = 0, long? offset = null)
    {
        revision[number] = (1, (offset ?? Position) - CountsFrom, generation);
        highest = Math.Max(highest, number);
        return this;
    }

    /// <summary>Notes that an object lies in an object stream.</summary>
    public PdfWriter Inside(int number, int stream, int index)
    {
        revision[number] = (2, stream, index);
        highest = Math.Max(highest, number);
        return this;
    }

    public PdfWriter Free(int number)
    {
        revision[number] = (0, 0, 65535);
        return this;
    }

    public PdfWriter Forget(int number)
    {
        revision.Remove(number);
        return this;
    }

    /// <summary>A classic table, trailer and end. Objects within streams have no place in it.</summary>
    public PdfWriter Table(string trailer = "/Root 1 0 R", string? startXref = null, string? table = null, bool previous = true)
    {
        var start = Position - CountsFrom;
        Text(table ?? $"xref{Eol}{ClassicEntries()}");
        return Text($"trailer{Eol}<</Size {Size}{Prev(previous)}{trailer}>>{Eol}").End(startXref ?? Inv($"{start}"), start);
    }

    /// <summary>A cross-reference stream and the end.</summary>
    public PdfWriter XrefStream(int number, string trailer = "/Root 1 0 R", IReadOnlyList<PdfFilter>? filters = null, string? startXref = null, string? entries = null)
    {
        var start = Position - CountsFrom;
        WriteXrefStream(number, trailer, filters ?? [], entries);
        return End(startXref ?? Inv($"{start}"), start);
    }

    /// <summary>A table for old readers whose trailer names a cross-reference stream for new ones (7.5.8.4).</summary>
    public PdfWriter Hybrid(int xrefStream, string trailer = "/Root 1 0 R")
    {
        var inside = revision.Where(entry => entry.Value.Kind == 2).ToList();
        var plain = revision.Where(entry => entry.Value.Kind != 2).ToList();
        var start = Position - CountsFrom;
        foreach (var (number, _) in plain) revision.Remove(number);
        WriteXrefStream(xrefStream, "/Root 1 0 R", [], null);
        foreach (var (number, _) in inside) revision.Remove(number);
        foreach (var (number, place) in plain) revision[number] = place;
        return Table(Inv($"{trailer}/XRefStm {start}"));
    }

    public PdfWriter End(string startXref, long? previous = null)
    {
        if (previous is not null) Previous = previous;
        revision.Clear();
        return Text($"startxref{Eol}{startXref}{Eol}%%EOF{Eol}");
    }

    private int Size => highest + 1;

    private static string Inv(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string Prev(bool wanted) => wanted && Previous is { } before ? Inv($"/Prev {before}") : "";

    private string ClassicEntries()
    {
        if (Previous is null) revision[0] = (0, 0, 65535);
        return string.Concat(from run in Runs([.. revision.Where(entry => entry.Value.Kind < 2).Select(entry => entry.Key)])
                             select Inv($"{run[0]} {run.Count}{Eol}") + string.Concat(run.Select(ClassicEntry)));
    }

    private string ClassicEntry(int number)
    {
        var (kind, offset, generation) = revision[number];
        return Inv($"{offset:D10} {generation:D5} {(kind == 0 ? 'f' : 'n')}{EntryEnd}");
    }

    private void WriteXrefStream(int number, string trailer, IReadOnlyList<PdfFilter> filters, string? entries)
    {
        Here(number);
        if (Previous is null) revision.TryAdd(0, (0, 0, 65535));
        var data = revision.Values.SelectMany(place => (byte[])[(byte)place.Kind, .. Octets.Big32(place.Field), .. Octets.Big16(place.Last)]).ToArray();
        var index = string.Join(' ', Runs([.. revision.Keys]).Select(run => Inv($"{run[0]} {run.Count}")));
        Stream(number, entries ?? $"/Type/XRef/Size {Size}/W[1 4 2]/Index[{index}]{Prev(true)}{trailer}{PdfFilter.Entries(filters)}", PdfFilter.Pack(filters, data));
    }

    private static List<List<int>> Runs(IReadOnlyList<int> numbers)
    {
        List<List<int>> runs = [];
        foreach (var number in numbers)
        {
            if (runs.Count > 0 && runs[^1][^1] == number - 1) runs[^1].Add(number);
            else runs.Add([number]);
        }
        return runs;
    }
}
