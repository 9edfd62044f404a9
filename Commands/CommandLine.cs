using System.Data.Common;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Hosts;

namespace Glimmerglass.Commands;

/// <summary>What the program does besides serving: one word each, the same on both hosts.</summary>
internal static class CommandLine
{
    // States of SQL: a table or a column that a statement names is not there.
    private const string UndefinedTable = "42P01";
    private const string UndefinedColumn = "42703";

    private const string List = """
        Commands:
          migrate   bring the database up to the scripts of this build, and say what was done
          schema    print the schema that the scripts produce, as Data/Schema.sql has it; with --expected write what each of them
                    should leave in the catalogue to Data/Catalogue/Expected
          jobs      print how each job stands by the ledger; exit code 1 when one is late
          backup    take a backup of the database now
          backups   print the backups in the store, and why each is kept or will be deleted
          restore   <backup> --to <database-url>: restore a backup into an empty database; <backup> may be newest
          prove     restore the newest backup into a scratch database and prove that it is whole; exit code 1 when it is not
          drift     compare what should be with what is; exit code 1 when something drifted
          audit     verify the whole audit log against its seals; exit code 1 when it is not whole
          help      this text

        All but migrate, schema and help take --json, and then print one JSON document.
        """;

    /// <summary>The exit code: 0 done, 1 refused or found wanting, 2 not understood.</summary>
    public static async Task<int> Run(ThisHost host)
    {
        string[] words = [.. host.Words.Where(word => word != "--json")];
        var json = words.Length < host.Words.Length;
        switch (words[0])
        {
            case "migrate": return await SchemaCommands.Migrate(host.Configuration);
            case "schema" when words.Contains("--expected"): return await SchemaCommands.WriteExpected(host.Configuration);
            case "schema": return await SchemaCommands.Print(host.Configuration);
            case "jobs": return await JobsCommand.Print(host.Configuration, json);
            case "backup": return await BackupCommands.BackUp(host, json);
            case "backups": return await BackupCommands.Print(host, json);
            case "restore": return await RestoreCommand.Restore(host, words, json);
            case "prove": return await ProveCommand.Prove(host, json);
            case "drift": return await DriftCommand.Check(host, json);
            case "audit": return await AuditCommand.Verify(host, json);
            case "help":
                Console.WriteLine(ThisHost.Usage);
                Console.WriteLine(List);
                return 0;
            default:
                await Console.Error.WriteLineAsync($"There is no command '{words[0]}'.\n{List}");
                return 2;
        }
    }

    public static bool IsCommand(IReadOnlyList<string> words) => words is [var command, ..] && !command.StartsWith('-');

    /// <summary>What a command works on; the others wait for nothing.</summary>
    public static (bool Database, bool Store) Needs(string command) => command switch
    {
        "migrate" or "schema" or "jobs" => (true, false),
        "restore" => (false, true),
        "backup" or "backups" or "prove" or "drift" or "audit" => (true, true),
        _ => (false, false),
    };

    /// <summary>Whether an exception is a sentence for the person at the terminal, and not a fault of the program.</summary>
    public static bool IsForAPerson(Exception fault) =>
        fault is ArgumentException or MigrationRefusedException or CommandRefusedException or BackupFailedException or RestoreRefusedException or RestoreFailedException or DbException || ThisHost.IsForAPerson(fault);

    /// <summary>What the person reads.</summary>
    public static string Sentence(Exception fault) => fault is DbException { SqlState: UndefinedTable or UndefinedColumn } lacking
        ? $"The database has not the schema of this build ({lacking.Message}). Hint: run `migrate` first."
        : fault.Message;
}
