using Glimmerglass.Data;
using Glimmerglass.Data.Catalogue;
using Microsoft.Extensions.Configuration;

namespace Glimmerglass.Commands;

/// <summary>Makes the schema, and shows it.</summary>
internal static class SchemaCommands
{
    public static async Task<int> Migrate(IConfiguration settings)
    {
        await using var db = Database.Open(DirectUrl(settings), maxPoolSize: 2);
        await new Migrator(db).Migrate(Console.WriteLine, CancellationToken.None);
        return 0;
    }

    /// <summary>From an empty database, so that nothing but the scripts has a say in it.</summary>
    public static async Task<int> Print(IConfiguration settings)
    {
        await using var scratch = await ScratchDatabase.Create(DirectUrl(settings), CancellationToken.None);
        await new Migrator(scratch.Db).Migrate(_ => { }, CancellationToken.None);
        Console.Write(await new SchemaPage(scratch.Db).Write(CancellationToken.None));
        return 0;
    }

    /// <summary>Schema changes go past the pooler when a direct endpoint is set.</summary>
    public static string DirectUrl(IConfiguration settings)
    {
        if (settings["DATABASE_URL_UNPOOLED"] is not { Length: > 0 } direct)
        {
            return settings["DATABASE_URL"] is { Length: > 0 } pooled ? pooled : throw new ArgumentException("The setting DATABASE_URL is missing. Hint: see local.settings.sample.json.");
        }
        DatabaseUrl.CheckDirect(direct);
        return direct;
    }
}
