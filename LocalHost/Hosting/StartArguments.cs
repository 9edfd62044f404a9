namespace Glimmerglass.LocalHost.Hosting;

/// <summary>What the command line says to the host: --port, --contentRoot, --environment, and any setting as --Name=value.</summary>
internal sealed record StartArguments(string ContentRoot, string EnvironmentName, string[] Settings)
{
    public static StartArguments Read(string[] args)
    {
        var port = ValueOf(args, "--port");
        var settings = args.Where(arg => arg.StartsWith("--", StringComparison.Ordinal) && arg.Contains('=', StringComparison.Ordinal));

        return new StartArguments(
            Path.GetFullPath(ValueOf(args, "--contentRoot") ?? DefaultContentRoot()),
            ValueOf(args, "--environment") ?? Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT") ?? "Development",
            port is null ? [.. settings] : [.. settings, $"--LocalHost:Port={port}"]);
    }

    private static string? ValueOf(string[] args, string name)
    {
        var at = Array.FindIndex(args, arg => arg.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (at >= 0 && at + 1 < args.Length) return args[at + 1];

        var joined = args.FirstOrDefault(arg => arg.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase));
        return joined?[(name.Length + 1)..];
    }

    private static string DefaultContentRoot()
    {
        var here = Directory.GetCurrentDirectory();
        return File.Exists(Path.Combine(here, "host.json")) ? here : AppContext.BaseDirectory;
    }
}
