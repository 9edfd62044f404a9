using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Tests.Corpus;

namespace Glimmerglass.Tests.Rules.Properties;

/// <summary>What holds for every file at all. Work is bounded by counting what is allocated, and never by a clock.</summary>
public class ContentProperties
{
    private const long MaxAllocatedBytes = 64L << 20;

    /// <summary>Files of the table and of real producers that are small enough to be changed many times.</summary>
    private static readonly Lazy<IReadOnlyList<(Case One, byte[] Content)>> Seeds = new(() =>
        [.. Cases.All.Concat(Fixtures.All).Select(one => (one, one.Build())).Where(seed => seed.Item2.Length is > 0 and < 100_000)]);

    private static readonly Lazy<IReadOnlyList<(Case One, byte[] Content)>> Good = new(() => [.. Seeds.Value.Where(seed => seed.One.IsGood)]);

    private static Gen<(Case One, byte[] Content)> AnySeed => Gen.Elements(Seeds.Value.ToArray());

    private static readonly Gen<Random> Chance = Gen.Choose(0, int.MaxValue).Select(seed => new Random(seed));

    public static TheoryData<string> GoodNames => [.. Cases.All.Concat(Fixtures.All).Where(one => one.IsGood && !one.Name.StartsWith("name:", StringComparison.Ordinal)).Select(one => one.Name)];

    [Fact]
    public void Any_bytes_at_all_get_a_verdict()
    {
        var contents = from parts in Gen.OneOf(ArbMap.Default.GeneratorFor<byte[]>(), Gen.Choose(1, 3000).Select(count => Octets.Noise(count, (uint)count)), Gen.Choose(1, 3000).Select(count => new byte[count])).ArrayOf()
                       select Octets.Of(parts);

        Prop.ForAll(contents.ToArbitrary(), content => HasVerdict(Cases.All[0], content)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_bytes_after_the_right_head_get_a_verdict()
    {
        var contents = from seed in AnySeed
                       from head in Gen.Choose(0, Math.Min(200, seed.Content.Length))
                       from noise in ArbMap.Default.GeneratorFor<byte[]>()
                       from tail in Gen.Choose(0, seed.Content.Length)
                       select (seed.One, Content: Octets.Of(seed.Content[..head], noise, seed.Content[tail..]));

        Prop.ForAll(contents.ToArbitrary(), file => HasVerdict(file.One, file.Content)).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void A_changed_file_gets_a_verdict_which_does_not_depend_on_its_buffers()
    {
        var files = from seed in AnySeed
                    from other in AnySeed
                    from chance in Chance
                    from bufferBytes in Gen.Choose(1, 600)
                    select (seed.One, Content: Mutations.Change(seed.Content, other.Content, chance), bufferBytes);

        Prop.ForAll(files.ToArbitrary(), file =>
            HasVerdict(file.One, file.Content) && Trial.Whole(Trial.Judge(file.One, file.Content)) == Trial.Whole(Trial.Judge(file.One, file.Content, file.bufferBytes)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1500));
    }

    [Theory, MemberData(nameof(GoodNames))]
    public void A_good_file_that_is_cut_before_its_end_is_not_accepted(string name)
    {
        var one = Cases.All.Concat(Fixtures.All).Single(one => one.Name == name);
        var content = one.Build();
        var cuts = Ends.CutsToNotice(one, content).ToList();

        var unnoticed = Sampled(cuts).Where(length => Trial.Judge(one, content[..length]).Reasons.Count == 0);

        Assert.Empty(unnoticed.Take(10));
    }

    [Fact]
    public void A_paper_with_a_script_anywhere_is_refused()
    {
        Prop.ForAll(Chance.Select(ScriptInsertion.Written).ToArbitrary(), paper => Codes(paper).Contains(ReasonCode.PdfActiveContent, StringComparison.Ordinal))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void A_good_paper_whose_last_revision_brings_a_script_is_refused()
    {
        var papers = Good.Value.Where(seed => seed.One.ContentType.EndsWith("pdf", StringComparison.Ordinal)).ToArray();
        var revised = from seed in Gen.Elements(papers)
                      from chance in Chance
                      select (seed.One.Name, Content: ScriptInsertion.Revised(seed.Content, chance));

        Assert.True(papers.Count(seed => ScriptInsertion.Revised(seed.Content, new Random(1)) is not null) > papers.Length / 2);
        Prop.ForAll(revised.ToArbitrary(), paper => paper.Content is null || Codes(paper.Content).Contains(ReasonCode.PdfActiveContent, StringComparison.Ordinal))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static string Codes(byte[] paper) => Trial.Codes(Trial.Judge(Cases.All[0], paper).Reasons);

    private static bool HasVerdict(Case one, byte[] content)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var verdict = Trial.Judge(one, content, 64 * 1024);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated <= MaxAllocatedBytes && verdict.State is DocumentState.Accepted or DocumentState.Rejected or DocumentState.Infected;
    }

    /// <summary>Every length of a small file; of a large one the first and the last ones, and some between.</summary>
    private static IEnumerable<int> Sampled(List<int> cuts)
    {
        if (cuts.Count <= 650) return cuts;
        var between = new Random(cuts.Count);
        return cuts.Take(40).Concat(cuts.TakeLast(100)).Concat(Enumerable.Range(0, 60).Select(_ => cuts[between.Next(cuts.Count)]));
    }
}
