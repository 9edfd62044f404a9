using System.Globalization;
using Glimmerglass.Data;
using Glimmerglass.Data.Catalogue;
using Glimmerglass.LocalHost.Services;

namespace Glimmerglass.Bench.Backups;

/// <summary>
/// Our backup, restore and proof beside pg_dump and pg_restore, in turns, of one database on one server, with the same level of gzip. Each is measured as
/// a program that somebody starts. Prints a page in Markdown.
/// </summary>
public static class BackupTable
{
    private const string Source = "source";

    private sealed record Row(string Program, string What, double Seconds, double PeakMegabytes, double? StoredMegabytes);

    public static async Task<int> Print(Options options)
    {
        var programs = options.Text("--postgres") ?? "/usr/lib/postgresql/15/bin";
        var (orders, rounds) = (options.Number("--orders") ?? 1_000_000, (int)(options.Number("--rounds") ?? 3));
        await using var server = await PeerServer.Start(programs);
        var folder = Directory.CreateTempSubdirectory("glimmerglass-bench").FullName;
        await using var store = await LocalServices.Start(new LocalServicesOptions { DataFolder = Path.Combine(folder, "store"), StartPostgres = false }, CancellationToken.None);
        await Fill(server, orders, options.Number("--history") ?? 2, options.Number("--documents") ?? 1);

        List<Row> rows = [];
        for (var round = 0; round < rounds; round++)
        {
            rows.AddRange(await Dumps(server, folder));
            rows.AddRange(await Ours(server, store));
            rows.AddRange(await Restores(server, store, folder));
        }
        Write(rows, orders);
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task Fill(PeerServer server, long orders, long history, long documents)
    {
        await using var home = Database.Open(server.Url("postgres"), maxPoolSize: 2);
        await home.Execute("create database source template template0", null, CancellationToken.None);
        await using var scratch = await ScratchDatabase.Create(server.Url("postgres"), CancellationToken.None);
        await new Migrator(scratch.Db).Migrate(_ => { }, CancellationToken.None);
        var schema = await new SchemaPage(scratch.Db).WriteScript(CancellationToken.None);

        await using var db = Database.Open(server.Url(Source) + ";Command Timeout=0", maxPoolSize: 2);
        await OrdersDataSet.Fill(db, schema, orders, history, documents);
    }

    private static async Task<IReadOnlyList<Row>> Dumps(PeerServer server, string folder)
    {
        var (file, many) = (Path.Combine(folder, "dump.c"), Path.Combine(folder, "dump.d"));
        File.Delete(file);
        if (Directory.Exists(many)) Directory.Delete(many, recursive: true);
        var single = await MeasuredProcess.Run(server.Program("pg_dump"), [.. server.Address, "-Fc", "-Z6", "-f", file, Source], NoSettings);
        var parallel = await MeasuredProcess.Run(server.Program("pg_dump"), [.. server.Address, "-Fd", "-j2", "-Z6", "-f", many, Source], NoSettings);
        return
        [
            Of("pg_dump -Fc -Z6", "backup", single, new FileInfo(file).Length),
            Of("pg_dump -Fd -j2 -Z6", "backup", parallel, Directory.EnumerateFiles(many).Sum(path => new FileInfo(path).Length)),
        ];
    }

    private static async Task<IReadOnlyList<Row>> Ours(PeerServer server, LocalServices store)
    {
        var taken = await Command(server, store, "backup");
        return [Of("backup", "backup", taken, (long)System.Text.Json.Nodes.JsonNode.Parse(taken.Output)!["storedBytes"]!)];
    }

    private static async Task<IReadOnlyList<Row>> Restores(PeerServer server, LocalServices store, string folder)
    {
        await Fresh(server);
        var peer = await MeasuredProcess.Run(server.Program("pg_restore"), [.. server.Address, "-j2", "-d", "target", Path.Combine(folder, "dump.d")], NoSettings);
        await Fresh(server);
        var ours = await Command(server, store, "restore", "newest", "--to", server.Url("target"));
        await Fresh(server);
        var proof = await Command(server, store, "prove");
        return [Of("pg_restore -j2", "restore", peer, null), Of("restore", "restore", ours, null), Of("prove (restore, digests, checks)", "restore", proof, null)];
    }

    private static async Task Fresh(PeerServer server)
    {
        await using var home = Database.Open(server.Url("postgres"), maxPoolSize: 1);
        await home.Execute("drop database if exists target with (force)", null, CancellationToken.None);
        await home.Execute("create database target template template0", null, CancellationToken.None);
        await home.Execute("checkpoint;", null, CancellationToken.None);
    }

    private static Task<MeasuredProcess> Command(PeerServer server, LocalServices store, params string[] words)
    {
        var settings = new Dictionary<string, string>
        {
            ["DATABASE_URL"] = server.Url(Source),
            ["DATABASE_URL_UNPOOLED"] = server.Url(Source),
            ["DocumentStorage"] = store.StorageConnectionString,
        };
        return MeasuredProcess.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "Functions.dll"), .. words, "--json"], settings);
    }

    private static readonly IReadOnlyDictionary<string, string> NoSettings = new Dictionary<string, string>();

    private static Row Of(string program, string what, MeasuredProcess measured, long? storedBytes) =>
        new(program, what, measured.Seconds, measured.PeakMegabytes, storedBytes / 1e6);

    /// <summary>Medians, and each beside the best of the others' for the same work.</summary>
    private static void Write(List<Row> rows, long orders)
    {
        var medians = rows.GroupBy(row => (row.Program, row.What))
            .Select(group => new Row(group.Key.Program, group.Key.What, Median(group.Select(row => row.Seconds)), group.Max(row => row.PeakMegabytes), group.First().StoredMegabytes)).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{orders:N0} orders, medians of {rows.Count / medians.Count} rounds.\n"));
        Console.WriteLine("| Program | Seconds | Beside the best peer | Stored | Peak memory |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var row in medians.OrderBy(row => row.What, StringComparer.Ordinal))
        {
            var best = medians.Where(other => other.What == row.What && other.Program.StartsWith("pg_", StringComparison.Ordinal)).Min(other => other.Seconds);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Program} | {row.Seconds:0.0} | {best / row.Seconds:0.00} x | {(row.StoredMegabytes is { } stored ? $"{stored:N0} MB" : "")} | {row.PeakMegabytes:N0} MB |"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
