namespace Glimmerglass.LocalHost.Services;

/// <summary>What the keeper is told about the program it runs. The names of the members are the keeper's words.</summary>
internal sealed record ChildOrder(string Name, string Program, IReadOnlyList<string> Arguments, string Folder, string Log)
{
    /// <summary>User and group id to run as; null for our own.</summary>
    public int? User { get; init; }

    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What the program reads from its standard input.</summary>
    public string? Input { get; init; }

    /// <summary>How it is asked to end: a signal, or "message" for a node program that waits for the message "shutdown".</summary>
    public string Stop { get; init; } = "SIGTERM";

    /// <summary>How it is asked to end on Windows, which has no signals.</summary>
    public IReadOnlyList<string>? StopProgram { get; init; }

    public int GraceMs { get; init; } = 10_000;

    /// <summary>Folder to delete when the host died.</summary>
    public string? Discard { get; init; }
}
