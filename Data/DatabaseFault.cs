using Npgsql;

namespace Glimmerglass.Data;

/// <summary>Tells faults of the database that pass by themselves from those of ours.</summary>
public static class DatabaseFault
{
    /// <summary>A deadlock or a serialisation failure: PostgreSQL rolled the statement back whole, so doing it again is doing it once.</summary>
    public static bool WasRolledBackForAnother(PostgresException fault) =>
        fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>The database is away, waking, full or in fail-over: the same request may succeed in a moment.</summary>
    public static bool IsPassing(Exception fault) => fault is NpgsqlException { IsTransient: true } or PostgresException { SqlState: "08P01" };
}
