using Glimmerglass.Commands;
using Glimmerglass.Functions;
using Glimmerglass.Hosts;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;

try
{
    await using var host = await ThisHost.Start(args);
    if (CommandLine.IsCommand(host.Words)) return await CommandLine.Run(host);

    var builder = FunctionsApplication.CreateBuilder(host.Words);
    builder.Configuration.AddConfiguration(host.Configuration);
    builder.ConfigureFunctionsWebApplication();
    host.Configure(builder);
    builder.AddGlimmerglass();

    await host.Run(builder.Build());
    return 0;
}
catch (Exception refused) when (CommandLine.IsForAPerson(refused))
{
    await Console.Error.WriteLineAsync(CommandLine.Sentence(refused));
    return 1;
}
