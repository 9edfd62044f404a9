namespace Glimmerglass.LocalHost.Services;

/// <summary>What to start, where its data stay, and how much may be lost with it.</summary>
public sealed record LocalServicesOptions
{
    public const string DefaultAccount = "devstoreaccount1";

    /// <summary>The published key of every storage emulator. It protects nothing, and nothing but the loopback interface hears it.</summary>
    public const string DefaultKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public required string DataFolder { get; init; }

    public bool StartPostgres { get; init; } = true;

    public bool StartAzurite { get; init; } = true;

    /// <summary>0 means any free port: the one of the last run when it is free.</summary>
    public int PostgresPort { get; init; }

    /// <summary>0 means any free port: the one of the last run when it is free.</summary>
    public int AzuritePort { get; init; }

    /// <summary>Deletes what the data folder holds first. Refused for a folder that was not made here.</summary>
    public bool Fresh { get; init; }

    /// <summary>False is for tests: nothing is synchronised to disk, no password is asked, and the data vanish with this process.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Keeps blobs in memory alone. Without a word here they are, exactly when the rest is not durable either.</summary>
    public bool? BlobsInMemory { get; init; }

    /// <summary>More settings of PostgreSQL, each as <c>name=value</c>.</summary>
    public IReadOnlyList<string> PostgresSettings { get; init; } = [];

    /// <summary>Storage accounts by name, each with its base64 key. The first is the one of the connection string.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> AzuriteAccounts { get; init; } = [new(DefaultAccount, DefaultKey)];

    /// <summary>Hears what is going on, one line at a time.</summary>
    public Action<string> Say { get; init; } = _ => { };
}
