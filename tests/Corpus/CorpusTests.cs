namespace Glimmerglass.Tests.Corpus;

/// <summary>Each row of the table gets its verdict, and the same one however the file is cut into buffers.</summary>
public class CorpusTests
{
    public static TheoryData<string> Names => [.. Cases.All.Select(one => one.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_file_gets_the_verdict_of_the_table_in_buffers_of_any_size(string name)
    {
        var one = Cases.Named(name);
        var content = one.Build();

        var verdict = Trial.Judge(one, content);
        var found = Trial.Found(one, verdict);

        Assert.True(one.Allows(found), $"{one.Expected} was expected, and {found} was given: {Trial.Whole(verdict)}");
        Assert.True(one.AllowsWarnings(Trial.Codes(verdict.Warnings)), $"The warning {one.Warning} was expected, and {Trial.Codes(verdict.Warnings)} was given.");
        Assert.All(BufferSizes(content.Length), bufferBytes => Assert.Equal(Trial.Whole(verdict), Trial.Whole(Trial.Judge(one, content, bufferBytes))));
    }

    [Fact]
    public void The_table_has_a_row_for_each_name_and_enough_of_them()
    {
        Assert.True(Cases.All.Count >= 220, $"The table has {Cases.All.Count} rows.");
        Assert.Equal(Cases.All.Count, Cases.All.Select(one => one.Name).Distinct().Count());
    }

    [Fact]
    public void A_builder_makes_the_same_file_each_time()
    {
        var changing = from one in Cases.All.Take(60) where !one.Build().AsSpan().SequenceEqual(one.Build()) select one.Name;

        Assert.Empty(changing);
    }

    /// <summary>Single bytes only for small files; the largest say nothing that smaller ones of their kind do not.</summary>
    private static int[] BufferSizes(int total) => total < 20_000 ? [1, 7, 1000] : total < 2_000_000 ? [977] : [];
}
