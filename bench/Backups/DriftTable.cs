using System.Diagnostics;
using System.Globalization;
using Glimmerglass.Data;
using Glimmerglass.Data.Catalogue;
using Glimmerglass.Functions.Drift;
using Glimmerglass.LocalHost.Services;

namespace Glimmerglass.Bench.Backups;

/// <summary>Measures how long the schema of many tables takes to be read and compared, beside our own. Prints lines of Markdown.</summary>
public static class DriftTable
{
    public static async Task<int> Print(Options options)
    {
        var (tables, rounds) = (options.Number("--tables") ?? 500, (int)(options.Number("--rounds") ?? 9));
        var folder = Directory.CreateTempSubdirectory("glimmerglass-bench").FullName;
        await using (var services = await LocalServices.Start(new LocalServicesOptions { DataFolder = Path.Combine(folder, "data"), StartAzurite = false }, CancellationToken.None))
        {
            await using var db = Database.Open(services.DatabaseUrl, maxPoolSize: 2);
            await new Migrator(db).Migrate(_ => { }, CancellationToken.None);
            Console.WriteLine("| Schema | Facts | Read | Compared |");
            Console.WriteLine("|---|---:|---:|---:|");
            await Measure("ours", db, rounds);
            await db.Execute(ManyTables, new { tables }, CancellationToken.None);
            await Measure(string.Create(CultureInfo.InvariantCulture, $"ours and {tables} tables"), db, rounds);
        }
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task Measure(string name, Database db, int rounds)
    {
        var reader = new CatalogueReader(db);
        var expected = (await reader.Read(CancellationToken.None)).Facts;
        await db.Execute("alter table orders alter column notes set default ''", null, CancellationToken.None);
        List<double> reads = [], comparisons = [];
        for (var round = 0; round < rounds; round++)
        {
            var since = Stopwatch.GetTimestamp();
            var found = await reader.Read(CancellationToken.None);
            reads.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);

            since = Stopwatch.GetTimestamp();
            var findings = SchemaDifference.Find(expected, found);
            comparisons.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            if (findings.Count != 1) throw new InvalidOperationException($"One finding was expected, {findings.Count} were made.");
        }
        await db.Execute("alter table orders alter column notes drop default", null, CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {expected.Count:N0} | {Median(reads):N0} ms | {Median(comparisons):N0} ms |"));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    /// <summary>Ten columns, four constraints and three indexes each, every one but the first referring to the one before.</summary>
    private const string ManyTables = """
        select set_config('bench.tables', @tables::text, false);
        do $$
        begin
            for n in 1 .. current_setting('bench.tables')::integer loop
                execute format('create table t%s (id uuid primary key default gen_random_uuid(), before_id uuid, name text not null check (btrim(name) <> ''''), amount numeric(12, 2) default 0,'
                    ' at timestamptz not null default now(), day date, flag boolean not null default false, words text[] default ''{}'', detail jsonb, place integer generated always as identity)', n);
                execute format('create index on t%s (before_id)', n);
                execute format('create index on t%s (day, id) where flag', n);
                if n > 1 then execute format('alter table t%s add foreign key (before_id) references t%s', n, n - 1); end if;
            end loop;
        end
        $$
        """;
}
