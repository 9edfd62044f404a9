using Npgsql;

namespace Glimmerglass.Data.Scratch;

/// <summary>Scratch databases on the server of the database itself: its processor and disk are shared for as long as a drill runs.</summary>
public sealed class ScratchDatabasesBeside(DirectDatabase beside) : IScratchDatabases
{
    /// <summary>A drill that restores is connected all the time, so an older one without a connection is left behind by a dead one.</summary>
    public static readonly TimeSpan AgeOfLeftovers = TimeSpan.FromHours(6);

    public async Task<Scratch> Create(CancellationToken cancel)
    {
        try
        {
            var made = await ScratchDatabase.Create(beside.Url, cancel);
            return new Scratch(made.Url, made.Name, _ => made.DisposeAsync().AsTask());
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new ScratchRefusedException("The role of the database may not create databases. Hint: alter role … createdb, or set NeonProjectId and NeonApiKey.", refused);
        }
    }

    public async Task<IReadOnlyCollection<string>> DropLeftovers(CancellationToken cancel) => await ScratchDatabase.DropLeftovers(beside.Url, AgeOfLeftovers, cancel);
}
