using System.Runtime.InteropServices;
using Glimmerglass.LocalHost.Services;

// What a host does with its services, one line per step, so that a test can watch it and kill it at any of them.
try
{
    var options = LocalOptions.Parse(args);
    if (options.Words is ["install", var source]) return await Install(source);
    return await Serve(options);
}
catch (StartException fault)
{
    Console.WriteLine($"refused {fault.Message}");
    return 1;
}

static async Task<int> Install(string source)
{
    await NodeModules.Find(source, line => Console.WriteLine($"say {line}"), CancellationToken.None);
    Console.WriteLine("installed");
    return 0;
}

static async Task<int> Serve(LocalOptions options)
{
    var interrupted = new TaskCompletionSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Drain);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Drain);
    await using var services = await LocalServices.Start(new LocalServicesOptions
    {
        DataFolder = options.DataFolder,
        StartPostgres = options.Words is not ["neither"],
        StartAzurite = options.Words is [],
        PostgresPort = options.PostgresPort,
        AzuritePort = options.AzuritePort,
        Fresh = options.Fresh,
        Say = line => Console.WriteLine($"say {line}"),
    }, CancellationToken.None);
    Console.WriteLine($"database {services.DatabaseUrl}");
    Console.WriteLine($"storage {services.StorageConnectionString}");
    Console.WriteLine("ready");
    // Whoever watches is gone when the input ends.
    var told = Task.Run(Console.In.ReadLine);
    if (await Task.WhenAny(interrupted.Task, services.Faulted, told) == services.Faulted)
    {
        Console.WriteLine($"faulted {await services.Faulted}");
        return 3;
    }
    Console.WriteLine("draining");
    await told;
    return 0;

    void Drain(PosixSignalContext context)
    {
        context.Cancel = true;
        interrupted.TrySetResult();
    }
}
