using System.Data.Common;
using System.Text.Json;
using Glimmerglass.Data;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Jobs;
using Microsoft.Extensions.Configuration;

namespace Glimmerglass;

/// <summary>What the program does besides serving: one word each, the same on both hosts.</summary>
internal static class Commands
{
    private const string List = """
        Commands:
          migrate   bring the database up to the scripts of this build, and say what was done
          schema    print the schema that the scripts produce, as Data/Schema.sql has it
          jobs      print how each job stands by the ledger, as a table or with --json; exit code 1 when one is late
          help      this text
        """;

    /// <summary>The exit code: 0 done, 1 refused, 2 not understood.</summary>
    public static async Task<int> Run(IReadOnlyList<string> words, IConfiguration settings)
    {
        switch (words[0])
        {
            case "migrate":
                await using (var db = Database.Open(DirectUrl(settings), maxPoolSize: 2)) await new Migrator(db).Migrate(Console.WriteLine, CancellationToken.None);
                return 0;
            case "schema":
                Console.Write(await Schema(DirectUrl(settings)));
                return 0;
            case "jobs":
                return await Jobs(json: words is [_, "--json"], settings);
            case "help":
                Console.WriteLine(Hosts.ThisHost.Usage);
                Console.WriteLine(List);
                return 0;
            default:
                await Console.Error.WriteLineAsync($"There is no command '{words[0]}'.\n{List}");
                return 2;
        }
    }

    /// <summary>Whether a command works on a database; the others never wait for one.</summary>
    public static bool NeedsDatabase(string command) => command is "migrate" or "schema" or "jobs";

    /// <summary>Whether an exception is a sentence for the person at the terminal, and not a fault of the program.</summary>
    public static bool IsForAPerson(Exception fault) =>
        fault is ArgumentException or MigrationRefusedException or DbException || Hosts.ThisHost.IsForAPerson(fault);

    private static async Task<int> Jobs(bool json, IConfiguration settings)
    {
        var schedules = Settings.ReadSchedules(settings);
        await using var db = Database.Open(DirectUrl(settings), maxPoolSize: 2);
        var runs = await new JobRunStore(db).ListNewest([.. schedules.Keys], JobState.NewestRuns, CancellationToken.None);
        var jobs = JobState.Of(schedules, runs, TimeProvider.System.Now());

        Console.Write(json ? JsonSerializer.Serialize(new { items = jobs }, Json.Options) + "\n" : JobTable.Write(jobs));
        return jobs.Any(job => job.IsLate) ? 1 : 0;
    }

    /// <summary>From an empty database, so that nothing but the scripts has a say in it.</summary>
    private static async Task<string> Schema(string url)
    {
        await using var scratch = await ScratchDatabase.Create(url, CancellationToken.None);
        await new Migrator(scratch.Db).Migrate(_ => { }, CancellationToken.None);
        return await new SchemaPage(scratch.Db).Write(CancellationToken.None);
    }

    /// <summary>Schema changes go past the pooler when a direct endpoint is set.</summary>
    private static string DirectUrl(IConfiguration settings) =>
        settings["DATABASE_URL_UNPOOLED"] is { Length: > 0 } direct ? direct
        : settings["DATABASE_URL"] is { Length: > 0 } pooled ? pooled
        : throw new ArgumentException("The setting DATABASE_URL is missing. Hint: see local.settings.sample.json.");
}
