using System.Diagnostics;
using System.Globalization;
using Glimmerglass.LocalHost.Services;

namespace Glimmerglass.Tests;

/// <summary>A PostgreSQL of one test. What it kept is there again after a stop and a start, on the same port.</summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly LocalServices services;

    internal PrivatePostgres(LocalServices services) => this.services = services;

    /// <summary>The maintenance database as superuser, directly.</summary>
    public string ConnectionString => TestServices.Maintenance(services.DatabaseUrl);

    /// <summary>Ends the sessions and writes everything to disk.</summary>
    public Task Stop() => services.Postgres!.Stop();

    /// <summary>Ends it as a power cut would.</summary>
    public Task Kill() => services.Postgres!.Kill();

    public Task Start() => services.Postgres!.Start(CancellationToken.None);

    public ValueTask DisposeAsync() => services.DisposeAsync();
}

/// <summary>An Azurite of one test. What it kept is there again after a stop and a start, on the same port.</summary>
public sealed class PrivateAzurite : IAsyncDisposable
{
    private readonly LocalServices services;

    internal PrivateAzurite(LocalServices services) => this.services = services;

    public string ConnectionString => services.StorageConnectionString;

    public Task Stop() => services.Azurite!.Stop();

    /// <summary>Lets it take connections and answer none, until it is thawed.</summary>
    public Task Freeze() => Signal("STOP");

    public Task Thaw() => Signal("CONT");

    /// <summary>Ends it as a power cut would. It writes its list of blobs every 5 s, so younger ones are lost.</summary>
    public Task Kill() => services.Azurite!.Kill();

    public Task Start() => services.Azurite!.Start(CancellationToken.None);

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", services.Azurite!.Pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
