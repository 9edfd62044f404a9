using System.IO.Compression;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Tests.Http;

namespace Glimmerglass.Tests.Jobs;

/// <summary>Backups while people work.</summary>
public sealed class BackupConsistencyTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task What_is_in_a_backup_was_true_at_one_instant_while_sixteen_wrote()
    {
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 16).Select(_ => Write(stop.Token)).ToList();
        await Wait.Until(async () => await app.Database.Scalar<int>("select count(*) from orders") > 20, "some orders");
        await using var direct = new DirectDatabase(app.Database.DirectUrl, app.Database.Url, 3);
        var files = new BackupFiles(app.Storage);
        await files.Prepare(default);

        var before = await app.Database.Scalar<int>("select count(*) from orders");
        var manifest = await new BackupWriter(direct, files, TimeProvider.System) { BytesOfPart = 20_000 }.Write(DateTimeOffset.UtcNow, NoProgress.Instance, default);
        var after = await Wait.Until(() => app.Database.Scalar<int>("select count(*) from orders"), count => count > before, "more orders");
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        var orders = await Rows(files, manifest, "orders");
        var history = (await Rows(files, manifest, "order_history")).ToLookup(row => row["order_id"]);
        Assert.InRange(orders.Count, before, after);
        Assert.Equal(orders.Select(order => order["id"]).Order(), history.Select(rows => rows.Key).Order());
        Assert.All(orders, order => Assert.Equal(order["status"], history[order["id"]].MaxBy(row => long.Parse(row["id"], System.Globalization.CultureInfo.InvariantCulture))!["status"]));
        Assert.Contains(orders, order => order["status"] == "CANCELED");

        // A sequence goes on past the snapshot, and never lies behind its rows.
        var last = manifest.Sequences.Single(sequence => sequence.Name == "order_history_id_seq").LastValue;
        Assert.True(last >= history.SelectMany(rows => rows).Max(row => long.Parse(row["id"], System.Globalization.CultureInfo.InvariantCulture)));
    }

    private async Task Write(CancellationToken cancel)
    {
        var (dealer, admin) = (app.As(app.World.Dealer), app.As(app.World.Admin));
        while (!cancel.IsCancellationRequested)
        {
            var order = await dealer.Post("/api/orders", An.Order(app.World));
            Assert.Equal(201, order.Status);
            var id = order["id"].GetValue<Guid>();
            var canceled = await admin.Post($"/api/orders/{id}/status", new { to = "CANCELED", comment = "changed their mind" }, await StandingOrder.Tag(app, id));
            Assert.Equal(200, canceled.Status);
        }
    }

    private static async Task<IReadOnlyList<Dictionary<string, string>>> Rows(BackupFiles files, BackupManifest manifest, string name)
    {
        var table = manifest.Tables.Single(table => table.Name == name);
        var rows = new List<Dictionary<string, string>>();
        foreach (var part in table.Parts)
        {
            using var reader = new StreamReader(new GZipStream(await files.OpenPart(manifest.Name, table, part, default), CompressionMode.Decompress));
            while (await reader.ReadLineAsync() is { } line) rows.Add(table.Columns.Zip(line.Split('\t')).ToDictionary(pair => pair.First, pair => pair.Second));
        }
        return rows;
    }
}
