namespace Glimmerglass.Tests.Corpus;

/// <summary>The files of real producers, as rows like those of the table. Their manifest says what is expected.</summary>
public static class Fixtures
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    public static IReadOnlyList<Case> All { get; } =
        [.. from line in File.ReadLines(Path.Combine(Folder, "manifest.tsv")).Skip(1)
            let cells = line.Split('\t')
            select new Case($"fixture: {cells[0]}", cells[0], cells[1], cells[3], () => File.ReadAllBytes(Path.Combine(Folder, cells[0]))) { Warning = Case.AnyVerdict }];
}
