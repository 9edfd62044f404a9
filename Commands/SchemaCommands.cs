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

    /// <summary>Writes what each migration should leave in the catalogue into the sources, for the check of drift.</summary>
    /// <exception cref="ArgumentException">The folder of the sources is not the one the program was started in.</exception>
    public static async Task<int> WriteExpected(IConfiguration settings)
    {
        var folder = Path.GetFullPath(Path.Combine("Data", "Catalogue", "Expected"));
        if (!Directory.Exists(Path.GetFullPath(Path.Combine("Data", "Migrations")))) throw new ArgumentException($"There are no sources here: {folder} would be written. Hint: start it in the folder of Functions.csproj.");
        await using var scratch = await ScratchDatabase.Create(DirectUrl(settings), CancellationToken.None);
        var texts = await CatalogueExpectation.Produce(scratch.Db, CancellationToken.None);

        Directory.CreateDirectory(folder);
        foreach (var old in Directory.EnumerateFiles(folder, "*.txt")) File.Delete(old);
        foreach (var (name, text) in texts) await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        Console.WriteLine($"{texts.Count} versions are written to {folder}. Hint: build again to check with them.");
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
