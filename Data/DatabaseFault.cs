using System.Collections.Frozen;
using Npgsql;

namespace Glimmerglass.Data;

/// <summary>What is done about a fault of the database.</summary>
public enum Remedy
{
    /// <summary>Nothing: it is a fault of ours, or one that stays. Asking again would give the same.</summary>
    None,

    /// <summary>The same statement again, whatever it does: it never began, or PostgreSQL rolled it back whole.</summary>
    Repeat,

    /// <summary>The same statement again if that does no harm: the connection was lost, and nobody can tell whether the statement was done.</summary>
    RepeatIfHarmless,

    /// <summary>Not by us, because another attempt is more of what is too much already. The client waits and asks again.</summary>
    Shed,

    /// <summary>Not by us: the database only lets itself be read, as a standby does in a fail-over.</summary>
    ReadOnly,
}

/// <summary>The one table of faults that pass by themselves: what is tried again, what is given back to the client, and what is a fault of ours.</summary>
public static class DatabaseFault
{
    // PgBouncer has one state for all it has to say, and the words tell what it means.
    private const string OfPgBouncer = "08P01";

    private static readonly FrozenDictionary<string, Remedy> BySqlState = new Dictionary<string, Remedy>
    {
        // Rolled back whole for the sake of another, or not given the lock that it asked for.
        [PostgresErrorCodes.SerializationFailure] = Remedy.Repeat,
        [PostgresErrorCodes.DeadlockDetected] = Remedy.Repeat,
        [PostgresErrorCodes.LockNotAvailable] = Remedy.Repeat,

        // No connection came about, or it was ended while it stood idle: the statement was never read.
        [PostgresErrorCodes.CannotConnectNow] = Remedy.Repeat,
        [PostgresErrorCodes.SqlClientUnableToEstablishSqlConnection] = Remedy.Repeat,
        [PostgresErrorCodes.SqlServerRejectedEstablishmentOfSqlConnection] = Remedy.Repeat,
        [PostgresErrorCodes.IdleSessionTimeout] = Remedy.Repeat,

        // The connection went away, with a statement on it or without.
        [PostgresErrorCodes.AdminShutdown] = Remedy.RepeatIfHarmless,
        [PostgresErrorCodes.CrashShutdown] = Remedy.RepeatIfHarmless,
        [PostgresErrorCodes.ConnectionException] = Remedy.RepeatIfHarmless,
        [PostgresErrorCodes.ConnectionDoesNotExist] = Remedy.RepeatIfHarmless,
        [PostgresErrorCodes.ConnectionFailure] = Remedy.RepeatIfHarmless,

        // Full.
        [PostgresErrorCodes.InsufficientResources] = Remedy.Shed,
        [PostgresErrorCodes.DiskFull] = Remedy.Shed,
        [PostgresErrorCodes.OutOfMemory] = Remedy.Shed,
        [PostgresErrorCodes.TooManyConnections] = Remedy.Shed,
        [PostgresErrorCodes.ConfigurationLimitExceeded] = Remedy.Shed,

        [PostgresErrorCodes.ReadOnlySqlTransaction] = Remedy.ReadOnly,
    }.ToFrozenDictionary();

    private static readonly (string Words, Remedy Remedy)[] ByWordsOfPgBouncer =
    [
        // It gave the statement to no server.
        ("query_wait_timeout", Remedy.Repeat),
        ("server_login_retry", Remedy.Repeat),
        ("client_login_timeout", Remedy.Repeat),
        ("cannot connect to server", Remedy.Repeat),
        ("server login failed", Remedy.Repeat),

        // It lost the server that had the statement.
        ("server conn crashed", Remedy.RepeatIfHarmless),
        ("server closed the connection", Remedy.RepeatIfHarmless),

        ("no more connections allowed", Remedy.Shed),
    ];

    public static Remedy Of(Exception fault) => fault switch
    {
        PostgresException { SqlState: OfPgBouncer } pooler => OfWords(pooler.MessageText),
        PostgresException answer => BySqlState.GetValueOrDefault(answer.SqlState, Remedy.None),
        // Somebody waited as long as one waits for a free connection, for a handshake or for an answer. Others wait behind.
        NpgsqlException { InnerException: TimeoutException } => Remedy.Shed,
        NpgsqlException { IsTransient: true } => Remedy.RepeatIfHarmless,
        _ => Remedy.None,
    };

    /// <summary>A deadlock or a serialisation failure: PostgreSQL rolled the statement back whole, so doing it again is doing it once.</summary>
    public static bool WasRolledBackForAnother(PostgresException fault) =>
        fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>Whether running the statement once more after this fault does what running it once would have done.</summary>
    /// <param name="wasSent">A connection was had, so the statement may have reached the server.</param>
    /// <param name="isKeyed">The statement claims an idempotency key first: done before, it does nothing and says so.</param>
    public static bool MayRepeat(Exception fault, string sql, bool wasSent, bool isKeyed) => Of(fault) switch
    {
        Remedy.Repeat => true,
        Remedy.RepeatIfHarmless => !wasSent || isKeyed || Statement.OnlyReads(sql),
        _ => false,
    };

    private static Remedy OfWords(string message)
    {
        foreach (var (words, remedy) in ByWordsOfPgBouncer)
        {
            if (message.Contains(words, StringComparison.OrdinalIgnoreCase)) return remedy;
        }
        return Remedy.Shed;
    }
}
