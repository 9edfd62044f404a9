using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions;
using Glimmerglass.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace Glimmerglass.Commands;

/// <summary>The parts of the app without its doors and timers, for as long as a command runs. Ctrl+C cancels.</summary>
internal sealed class CommandParts : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly Interrupt interrupt = new();

    public CommandParts(ThisHost host)
    {
        var parts = new ServiceCollection();
        parts.AddLogging();
        host.AddStorage(parts);
        parts.AddGlimmerglass(host.Configuration);
        services = parts.BuildServiceProvider();
    }

    public CancellationToken Cancel => interrupt.Cancel;

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>Runs a job by the ledger, as its timer does, and says on standard error how far it is.</summary>
    /// <exception cref="CommandRefusedException">The same job is running.</exception>
    public async Task<JobRun> RunJob(string name)
    {
        var job = services.GetServices<IJob>().Single(job => job.Name == name);
        using var line = new ProgressLine(TimeProvider.System);
        return await Get<JobLedger>().RunByCommand(job, line, Cancel)
            ?? throw new CommandRefusedException($"{name} is running already. Hint: `jobs` shows since when.");
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        interrupt.Dispose();
    }
}

/// <summary>A command that must not be done as things stand; the message says why and what to do.</summary>
internal sealed class CommandRefusedException(string message) : Exception(message);
