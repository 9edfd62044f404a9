using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;

namespace Glimmerglass.Data;

/// <summary>One numbered script of <c>Data/Migrations</c>, with the SHA-256 of its text (line ends do not count).</summary>
public sealed record Migration(int Version, string Name, string Sql, string Checksum);

/// <summary>
/// Brings a database up to the scripts of this build, each in a transaction of its own under one advisory lock, so that two deployments
/// cannot run one twice. An applied script that was edited since is refused, and so is a database that is newer than the build.
/// </summary>
public sealed partial class Migrator(Database db, IReadOnlyList<Migration> scripts)
{
    /// <summary>Of the transaction, so that it works through a transaction pooler and is gone with a crashed run.</summary>
    public const long AdvisoryLock = 4_715_207_340_117;

    public Migrator(Database db) : this(db, Scripts()) { }

    /// <summary>How long a run waits for another one to end before it gives up.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The number of the newest script of this build: the schema that its code was written for.</summary>
    public static int Newest { get; } = Scripts()[^1].Version;

    /// <summary>The scripts of this build, in order.</summary>
    public static IReadOnlyList<Migration> Scripts()
    {
        var assembly = typeof(Migrator).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith("Migrations/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(name => Read(name["Migrations/".Length..], assembly.GetManifestResourceStream(name)!))];
    }

    public static Migration Parse(string fileName, string text)
    {
        if (ScriptName().Match(fileName) is not { Success: true } name) throw new FormatException($"{fileName} is no name of a migration. Hint: 0001_what_it_does.sql");
        var sql = text.ReplaceLineEndings("\n");
        return new Migration(int.Parse(name.Groups[1].ValueSpan), name.Groups[2].Value, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
    }

    /// <summary>Applies what is missing and says each thing it does.</summary>
    /// <exception cref="MigrationRefusedException">An applied script was changed, is missing here, or lies behind one that was applied.</exception>
    public async Task<int> Migrate(Action<string> say, CancellationToken cancel)
    {
        await EnsureLedger(cancel);
        var applied = 0;
        foreach (var script in scripts)
        {
            if (!await Apply(script, cancel)) continue;
            say($"applied {script.Version:0000}_{script.Name}");
            applied++;
        }
        say(applied == 0 ? $"nothing to do: the database is at {scripts[^1].Version:0000}" : $"the database is at {scripts[^1].Version:0000}, {applied} applied");
        return applied;
    }

    private Task<bool> EnsureLedger(CancellationToken cancel)
    {
        // Created under the lock as well: "if not exists" alone can fail when two runs begin at once.
        const string sql = """
            create table if not exists schema_migrations (
                version    integer primary key,
                name       text not null,
                checksum   text not null,
                applied_at timestamptz not null default now()
            )
            """;
        return db.InTransaction(async transaction =>
        {
            await Lock(transaction, cancel);
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, null, transaction, cancellationToken: cancel));
            return true;
        }, cancel);
    }

    /// <summary>True: applied now. False: it was there.</summary>
    private Task<bool> Apply(Migration script, CancellationToken cancel) => db.InTransaction(async transaction =>
    {
        await Lock(transaction, cancel);
        const string ledger = "select version, name, '' as sql, checksum from schema_migrations order by version";
        var applied = (await transaction.Connection!.QueryAsync<Migration>(new CommandDefinition(ledger, null, transaction, cancellationToken: cancel))).AsList();
        Refuse(applied);
        if (applied.Any(done => done.Version == script.Version)) return false;

        await Run(script, transaction, cancel);
        const string record = "insert into schema_migrations (version, name, checksum) values (@Version, @Name, @Checksum)";
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(record, new { script.Version, script.Name, script.Checksum }, transaction, cancellationToken: cancel));
        return true;
    }, cancel);

    private static async Task Run(Migration script, System.Data.IDbTransaction transaction, CancellationToken cancel)
    {
        try
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(script.Sql, null, transaction, commandTimeout: 0, cancellationToken: cancel));
        }
        catch (PostgresException failed)
        {
            var why = failed.SqlState == PostgresErrorCodes.LockNotAvailable
                ? "waited 5 s for a lock that something else holds, and gave up before everybody queues behind it. Hint: run it again."
                : $"failed: {failed.MessageText.TrimEnd('.')}.";
            throw new MigrationRefusedException($"{script.Version:0000}_{script.Name} {why} Nothing of it was applied; the scripts before it were.", failed);
        }
    }

    private void Refuse(List<Migration> applied)
    {
        foreach (var done in applied)
        {
            var ours = scripts.FirstOrDefault(script => script.Version == done.Version);
            if (ours is null) throw new MigrationRefusedException($"The database has {done.Version:0000}_{done.Name}, which this build does not know. Hint: deploy the newer build.");
            if (ours.Checksum != done.Checksum) throw new MigrationRefusedException($"{done.Version:0000}_{done.Name} was changed after it was applied. Hint: restore it and write a new script.");
        }
        var newest = applied.Count == 0 ? 0 : applied[^1].Version;
        var gap = scripts.FirstOrDefault(script => script.Version < newest && applied.TrueForAll(done => done.Version != script.Version));
        if (gap is not null) throw new MigrationRefusedException($"{gap.Version:0000}_{gap.Name} was never applied, but {newest:0000} was. Hint: give it the next number.");
    }

    /// <summary>Waits for another run, and gives up rather than queue behind a long statement while everybody queues behind the migration.</summary>
    private async Task Lock(System.Data.IDbTransaction transaction, CancellationToken cancel)
    {
        const string sql = """
            select set_config('lock_timeout', @wait, true);
            select pg_advisory_xact_lock(@AdvisoryLock);
            set local lock_timeout = '5s'
            """;
        var wait = string.Create(CultureInfo.InvariantCulture, $"{LockWait.TotalMilliseconds:0}ms");
        var patience = (int)LockWait.TotalSeconds + 30;
        try
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, new { wait, AdvisoryLock }, transaction, commandTimeout: patience, cancellationToken: cancel));
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new MigrationRefusedException($"Another migration has been at this database for more than {LockWait.TotalSeconds:0.#} s. Hint: run it again when that one has ended.", held);
        }
    }

    private static Migration Read(string fileName, Stream stream)
    {
        using var reader = new StreamReader(stream);
        return Parse(fileName, reader.ReadToEnd());
    }

    [GeneratedRegex(@"\A([0-9]{4})_([a-z0-9_]+)\.sql\z")]
    private static partial Regex ScriptName();
}

/// <summary>A database that must not be migrated as it is; the message says why and what to do.</summary>
public sealed class MigrationRefusedException(string message, Exception? cause = null) : Exception(message, cause);
