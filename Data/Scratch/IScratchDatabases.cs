namespace Glimmerglass.Data.Scratch;

/// <summary>Makes empty databases to restore into and to throw away.</summary>
public interface IScratchDatabases
{
    /// <summary>An empty database with the major version of the one that is backed up.</summary>
    /// <exception cref="ScratchRefusedException">None can be had; the sentence says why.</exception>
    Task<Scratch> Create(CancellationToken cancel);

    /// <summary>Takes away what drills that died left behind, and says what it was. Nothing that is young or in use is touched.</summary>
    Task<IReadOnlyCollection<string>> DropLeftovers(CancellationToken cancel);
}

/// <summary>An empty database until it is dropped.</summary>
/// <param name="Url">Past every pooler. It holds a password.</param>
/// <param name="Name">For people.</param>
/// <param name="Drop">Takes it away with all in it, also while somebody is connected. May be called again after a failure.</param>
public sealed record Scratch(string Url, string Name, Func<CancellationToken, Task> Drop)
{
    /// <summary>Without the address.</summary>
    public override string ToString() => Name;
}

/// <summary>No scratch database can be had; the message says why and what to do, and holds no secret.</summary>
public sealed class ScratchRefusedException(string message, Exception? cause = null) : Exception(message, cause);
