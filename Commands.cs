using Glimmerglass.Data;
using Microsoft.Extensions.Configuration;

namespace Glimmerglass;

/// <summary>What the program does besides serving: one word each, the same on both hosts.</summary>
internal static class Commands
{
    private const string List = """
        Commands:
          migrate   bring the database up to the scripts of this build, and say what was done
          schema    print the schema that the scripts produce, as Data/Schema.sql has it
          help      this text
        """;

    public static bool NeedsDatabase(string command) => command is "migrate" or "schema";

    /// <summary>The exit code: 0 done, 1 refused, 2 not understood.</summary>
    public static async Task<int> Run(string command, IConfiguration settings)
    {
        switch (command)
        {
            case "migrate":
                await using (var db = OpenDirect(settings)) await new Migrator(db).Migrate(Console.WriteLine, CancellationToken.None);
                return 0;
            case "schema":
                await using (var db = OpenDirect(settings)) Console.Write(await new SchemaPage(db).Write(CancellationToken.None));
                return 0;
            case "help":
                Console.WriteLine(Hosts.ThisHost.Usage);
                Console.WriteLine(List);
                return 0;
            default:
                await Console.Error.WriteLineAsync($"There is no command '{command}'.\n{List}");
                return 2;
        }
    }

    /// <summary>Whether an exception is a sentence for the person at the terminal, and not a fault of the program.</summary>
    public static bool IsForAPerson(Exception fault) => fault is ArgumentException or MigrationRefusedException || Hosts.ThisHost.IsForAPerson(fault);

    /// <summary>Schema changes go past the pooler when a direct endpoint is set.</summary>
    private static Database OpenDirect(IConfiguration settings) => Database.Open(
        settings["DATABASE_URL_UNPOOLED"] is { Length: > 0 } direct ? direct : settings["DATABASE_URL"] ?? throw new ArgumentException("The setting DATABASE_URL is missing."),
        maxPoolSize: 2);
}
