using Glimmerglass.Data.Neon;
using Npgsql;

namespace Glimmerglass.Data.Scratch;

/// <summary>
/// Scratch databases in branches of the Neon project, each with a compute of its own, so that a drill takes nothing from production. A branch begins as a
/// copy of its parent, therefore an empty database is made in it, and what was copied is not looked at.
/// </summary>
public sealed class ScratchBranches(NeonProject project, DirectDatabase production, TimeProvider clock) : IScratchDatabases
{
    /// <summary>What the branches of drills are called begins so.</summary>
    public const string Prefix = "drill-";

    /// <summary>No drill takes that long.</summary>
    public static readonly TimeSpan AgeOfLeftovers = TimeSpan.FromDays(1);

    public async Task<Scratch> Create(CancellationToken cancel)
    {
        var own = new NpgsqlConnectionStringBuilder(DatabaseUrl.Normalise(production.Url, 1));
        var at = clock.GetUtcNow();
        var name = $"{Prefix}{at.UtcDateTime:yyyyMMddHHmmss}-{Guid.NewGuid():n}"[..31];
        var database = $"scratch_{at.UtcDateTime:yyyyMMddHHmmss}";
        var branch = await project.CreateBranch(name, at + AgeOfLeftovers, cancel);
        try
        {
            await project.CreateDatabase(branch, database, own.Username!, cancel);
            var url = await project.ConnectionUrl(branch, database, own.Username!, cancel);
            Check(new NpgsqlConnectionStringBuilder(DatabaseUrl.Normalise(url, 1)), own, database);
            return new Scratch(url, name, stop => project.DeleteBranch(branch, stop));
        }
        catch
        {
            // Not with the drill's own token, which may be what ended it.
            await project.DeleteBranch(branch, CancellationToken.None);
            throw;
        }
    }

    public async Task<IReadOnlyCollection<string>> DropLeftovers(CancellationToken cancel)
    {
        var old = clock.GetUtcNow() - AgeOfLeftovers;
        var dropped = new List<string>();
        foreach (var branch in (await project.ListBranches(Prefix, cancel)).Where(branch => !branch.IsDefault && branch.CreatedAt < old))
        {
            await project.DeleteBranch(branch.Id, cancel);
            dropped.Add(branch.Name);
        }
        return dropped;
    }

    /// <summary>The whole backup is about to be sent there: it has to be Neon's as production is, and not production.</summary>
    private static void Check(NpgsqlConnectionStringBuilder found, NpgsqlConnectionStringBuilder own, string database)
    {
        if (Domain(found.Host) != Domain(own.Host)) throw new ScratchRefusedException("Neon named an address outside of the domain of the database for its branch. Nothing was sent there.");
        if (found.Database != database) throw new ScratchRefusedException($"Neon was asked for the address of {database} and named another database. Nothing was sent there.");
    }

    private static string Domain(string? host) => string.Join('.', (host ?? "").ToLowerInvariant().Split('.')[^Math.Min(2, (host ?? "").Split('.').Length)..]);
}
