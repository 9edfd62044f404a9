namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>
/// Finds out which definitions count: the one that the newest entry of the cross-reference names, and the last of each number and generation in the file,
/// which a reader would take that rebuilds the cross-reference. Any other was superseded, unless the cross-reference is broken: then all count.
/// </summary>
/// <param name="isRead">False when some readers would not find the newest cross-reference where they look for it.</param>
public sealed class PdfResolution(PdfDefinitions definitions, CrossReference crossReference, long headerAt, bool isRead = true)
{
    private readonly HashSet<int> unknownContainers = [];
    private readonly List<int> falseContainers = [];

    /// <summary>Whether every part of the cross-reference is where it should be and each of its newest entries names an object that is there.</summary>
    public bool IsSound { get; private set; } = isRead;

    /// <summary>The number of the catalog by the newest trailer that names one, or -1.</summary>
    public long Root { get; private set; } = -1;

    /// <summary>Objects that the cross-reference takes for object streams, and that are other streams.</summary>
    public IReadOnlyList<int> FalseContainers => falseContainers;

    /// <summary>Marks the definitions that count.</summary>
    public void Resolve()
    {
        var levels = Levels();
        foreach (var entry in Newest(levels))
        {
            if (entry.Kind == PdfEntryKind.InFile) MarkInFile(entry);
        }
        var containers = Containers();
        foreach (var entry in Newest(levels))
        {
            if (entry.Kind == PdfEntryKind.InObjectStream) MarkInStream(entry, containers);
        }
        MarkLast();
        if (!IsSound) MarkAll();
        FindFalseContainers();
        Root = levels.Select(level => level[0].Root).Concat(crossReference.Sections.Reverse().Select(section => section.Root)).FirstOrDefault(root => root >= 0, -1);
    }

    /// <summary>The sections from the newest on, each with the stream that a hybrid file adds to its table (7.5.8.4).</summary>
    private List<PdfSection[]> Levels()
    {
        List<PdfSection[]> levels = [];
        HashSet<PdfSection> seen = [];
        for (var at = crossReference.Start; at >= 0 || levels.Count == 0; at = levels[^1][0].Previous)
        {
            if (FindSection(at) is not { } section || !seen.Add(section))
            {
                IsSound = false;
                break;
            }
            var hybrid = section.Hybrid >= 0 ? FindSection(section.Hybrid) : null;
            IsSound &= section.IsSound && (section.Hybrid < 0 || hybrid is { IsSound: true });
            levels.Add(hybrid is null ? [section] : [section, hybrid]);
        }
        return levels;
    }

    /// <summary>Offsets count from the header (annex H of ISO 32000-1); where they count from the begin of the file, readers differ.</summary>
    private PdfSection? FindSection(long at)
    {
        if (at < 0) return null;
        if (crossReference.FindAt(at + headerAt) is { } section) return section;
        IsSound = false;
        return crossReference.FindAt(at);
    }

    /// <summary>The entries that no newer section overrules.</summary>
    private IEnumerable<PdfEntry> Newest(List<PdfSection[]> levels)
    {
        var known = new PdfNumbers();
        foreach (var level in levels)
        {
            foreach (var entry in level.SelectMany(Entries))
            {
                if (!known.Has(entry.Number)) yield return entry;
            }
            foreach (var entry in level.SelectMany(Entries)) known.Add(entry.Number);
        }
    }

    private IEnumerable<PdfEntry> Entries(PdfSection section)
    {
        for (var i = 0; i < section.EntryCount; i++) yield return crossReference[section.FirstEntry + i];
    }

    private void MarkInFile(PdfEntry entry)
    {
        IsSound &= Mark(definitions.FindAt(entry.Place + headerAt), entry.Number);
        if (headerAt > 0) Mark(definitions.FindAt(entry.Place), entry.Number);
    }

    private bool Mark(int index, int number)
    {
        if (index < 0 || definitions[index].Number != number) return false;
        definitions[index].IsCounted = true;
        return true;
    }

    /// <summary>The object streams by number: of several definitions the one that counts, or else the last.</summary>
    private Dictionary<int, int> Containers()
    {
        Dictionary<int, int> containers = [];
        for (var i = 0; i < definitions.Count; i++)
        {
            if (!definitions[i].Shape.HasFlag(PdfShape.Stream | PdfShape.ObjectStream)) continue;
            var isOutdone = containers.TryGetValue(definitions[i].Number, out var other) && definitions[other].IsCounted && !definitions[i].IsCounted;
            if (!isOutdone) containers[definitions[i].Number] = i;
        }
        return containers;
    }

    private void MarkInStream(PdfEntry entry, Dictionary<int, int> containers)
    {
        if (entry.Place > PdfDefinitions.MaxNumber) IsSound = false;
        else if (!containers.TryGetValue((int)entry.Place, out var container))
        {
            unknownContainers.Add((int)entry.Place);
            IsSound = false;
        }
        else
        {
            var member = (long)container + 1 + entry.Index;
            IsSound &= member < definitions.Count && definitions[(int)member].Container == container && Mark((int)member, entry.Number);
        }
    }

    private void MarkLast()
    {
        var known = new PdfNumbers();
        for (var i = definitions.Count - 1; i >= 0; i--)
        {
            ref var definition = ref definitions[i];
            if (definition.Generation > 0 || definition.Number > PdfDefinitions.MaxNumber) definition.IsCounted = true;
            else if (known.Add(definition.Number)) definition.IsCounted = true;
        }
    }

    /// <summary>Readers differ in how they take a cross-reference that is broken, so any definition may be the one that they find.</summary>
    private void MarkAll()
    {
        for (var i = 0; i < definitions.Count; i++) definitions[i].IsCounted = true;
    }

    private void FindFalseContainers()
    {
        if (unknownContainers.Count == 0) return;
        for (var i = 0; i < definitions.Count; i++)
        {
            var definition = definitions[i];
            if (definition.IsCounted && definition.Shape.HasFlag(PdfShape.Stream) && unknownContainers.Remove(definition.Number)) falseContainers.Add(definition.Number);
        }
    }
}
