using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Data.Backups;
using Glimmerglass.Functions.Backups;

namespace Glimmerglass.Tests.Rules;

public sealed class DocumentSampleTests
{
    private static readonly Gen<(InventoriedDocument[] Documents, int Most, long Bytes)> Inventories =
        from sizes in Gen.Choose(1, 1000).ArrayOf().Where(sizes => sizes.Length is > 0 and < 60)
        from most in Gen.Choose(1, 20)
        from bytes in Gen.Choose(1, 3000)
        select (sizes.Select(size => new InventoriedDocument(Guid.NewGuid(), size, "")).ToArray(), most, (long)bytes);

    [Fact]
    public void Every_document_is_read_once_before_one_is_read_again()
    {
        Prop.ForAll(Inventories.ToArbitrary(), given =>
        {
            var read = new List<Guid>();
            Guid? end = null;
            while (read.Count < given.Documents.Length)
            {
                var sample = Sample(end, given.Documents, given.Most).Take(given.Bytes);
                Assert.NotEmpty(sample);
                read.AddRange(sample.Select(document => document.Id));
                end = sample[^1].Id;
            }
            return read.Take(given.Documents.Length).Distinct().Count() == given.Documents.Length;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_sample_stays_within_its_bounds_unless_one_document_alone_does_not()
    {
        Prop.ForAll(Inventories.ToArbitrary(), given =>
        {
            var sample = Sample(given.Documents[^1].Id, given.Documents, given.Most).Take(given.Bytes);
            return sample.Count <= given.Most && (sample.Count == 1 || sample.Sum(document => document.SizeBytes) <= given.Bytes);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_order_of_the_inventory_makes_no_difference()
    {
        Prop.ForAll(Inventories.ToArbitrary(), given =>
        {
            var after = given.Documents[0].Id;
            return Sample(after, given.Documents, given.Most).Take(given.Bytes).SequenceEqual(Sample(after, given.Documents.Reverse(), given.Most).Take(given.Bytes));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Of_nothing_nothing_is_chosen()
    {
        var sample = new DocumentSample(Guid.NewGuid(), 10);

        Assert.Equal(0, sample.Offered);
        Assert.Empty(sample.Take(1));
    }

    [Theory]
    [InlineData("a\tb\tc")]
    [InlineData("00000000-0000-0000-0000-000000000001\t12")]
    [InlineData("00000000-0000-0000-0000-000000000001\t-1\t0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("00000000-0000-0000-0000-000000000001\t1\t00")]
    public void A_line_that_is_none_of_an_inventory_is_said(string line) => Assert.Throws<FormatException>(() => InventoriedDocument.Parse(line));

    private static DocumentSample Sample(Guid? after, IEnumerable<InventoriedDocument> documents, int most)
    {
        var sample = new DocumentSample(after, most);
        foreach (var document in documents) sample.Offer(document);
        return sample;
    }
}
