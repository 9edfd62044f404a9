using Azure;
using Npgsql;

namespace Glimmerglass.Data.Backups;

/// <summary>Says in a sentence why a backup could not be taken or read.</summary>
internal static class BackupFault
{
    /// <summary>Null: it is a fault of the program, or a sentence already.</summary>
    public static string? Explain(Exception fault) => fault switch
    {
        RequestFailedException answer => Explain(answer),
        AggregateException { InnerException: RequestFailedException or OperationCanceledException or IOException } attempts => $"The store cannot be reached: {attempts.InnerExceptions.Count} attempts failed.",
        OperationCanceledException => "The store did not answer in time.",
        PostgresException refused => Explain(refused),
        NpgsqlException lost => $"The connection to the database was lost: {(lost.InnerException ?? lost).Message}",
        _ => null,
    };

    private static string Explain(RequestFailedException answer) => answer.Status switch
    {
        0 => "The store cannot be reached.",
        403 => $"The store refuses to take the backup ({answer.ErrorCode}). Hint: the identity needs to write, list and delete in the container backups.",
        507 => "The store is full.",
        _ => FormattableString.Invariant($"The store answered {answer.Status} {answer.ErrorCode}."),
    };

    private static string Explain(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.LockNotAvailable => "A table is held by something else, a change of its shape most likely, and did not come free in time. Hint: run it again when that has ended.",
        PostgresErrorCodes.InsufficientPrivilege => $"The database refuses to be read whole: {refused.MessageText}. Hint: back up with the role that owns the tables.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => "The database went away.",
        _ => $"The database refused: {refused.MessageText.TrimEnd('.')}.",
    };
}
