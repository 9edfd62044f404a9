using System.Globalization;

namespace Glimmerglass.LocalHost.Services;

/// <summary>How Azurite is run.</summary>
internal sealed record AzuriteSettings(int Port, bool InMemory, bool Discard, IReadOnlyList<KeyValuePair<string, string>> Accounts);

/// <summary>One Azurite with its blob service on the loopback interface. It can be stopped and started again on its port.</summary>
internal sealed class AzuriteServer(NodeModules modules, DataFolder data, AzuriteSettings settings) : IAsyncDisposable
{
    private const string PidFile = "azurite.pid";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private Child? child;

    public int Pid => child!.Pid;

    public Task<string> Faulted => child!.Faulted;

    /// <exception cref="StartException">Azurite ended before it was ready; the message has the end of its log.</exception>
    public async Task Start(CancellationToken cancel)
    {
        var folder = data["azurite"];
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string[] place = settings.InMemory ? ["--inMemoryPersistence"] : ["--location", folder];
        string[] words =
        [
            modules.Azurite, "--blobHost", "127.0.0.1", "--blobPort", settings.Port.ToString(CultureInfo.InvariantCulture),
            "--skipApiVersionCheck", "--silent", "--disableTelemetry", .. place,
        ];
        var order = new ChildOrder("Azurite", modules.Node, words, folder, data["azurite.log"])
        {
            Environment = new Dictionary<string, string?> { ["AZURITE_ACCOUNTS"] = string.Join(';', settings.Accounts.Select(account => $"{account.Key}:{account.Value}")) },
            Stop = "message",
            Discard = settings.Discard ? data.Path : null,
        };
        child = await Child.Start(modules, order, cancel);
        await File.WriteAllTextAsync(data[PidFile], $"{child.Pid} --blobPort {settings.Port}", cancel);
        await child.WaitUntil(() => Child.LastLines(order.Log).Contains("successfully listens", StringComparison.Ordinal), Limit, cancel);
    }

    /// <summary>Ends an Azurite that outlived its host and its keeper.</summary>
    public static async Task StopLeftover(NodeModules modules, DataFolder data, CancellationToken cancel)
    {
        if (!File.Exists(data[PidFile])) return;
        var words = (await File.ReadAllTextAsync(data[PidFile], cancel)).Split(' ', 2);
        if (words.Length < 2 || !int.TryParse(words[0], CultureInfo.InvariantCulture, out var pid)) return;
        // Only one program at a time has this port, so pid, name and port together are ours.
        if (await Leftover.CommandLine(pid, cancel) is { } command && command.Contains("azurite", StringComparison.Ordinal) && command.Contains(words[1], StringComparison.Ordinal))
            await Leftover.End(modules.Node, pid, "SIGTERM", TimeSpan.FromSeconds(10), cancel);
        File.Delete(data[PidFile]);
    }

    public string ConnectionString(int account) => ConnectionString(settings.Port, settings.Accounts[account]);

    public static string ConnectionString(int port, KeyValuePair<string, string> account) =>
        $"DefaultEndpointsProtocol=http;AccountName={account.Key};AccountKey={account.Value};BlobEndpoint=http://127.0.0.1:{port}/{account.Key};";

    public async Task Stop()
    {
        if (child is not null) await child.DisposeAsync();
    }

    public Task Kill() => child!.Kill();

    public async ValueTask DisposeAsync() => await Stop();
}
