using System.Diagnostics;
using System.Text.RegularExpressions;
using Glimmerglass.LocalHost.Services;
using Glimmerglass.Tests.LocalHost.Services;

namespace Glimmerglass.Tests.Journeys;

/// <summary>The program as a newcomer meets it: started in a process of its own on an empty folder, walked through, killed, started again.</summary>
public sealed partial class FirstRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task The_walkthrough_passes_on_a_first_run_and_its_order_survives_a_kill()
    {
        await using var first = Start("data");
        var walked = await WalkThrough(await first.Says("  Glimmerglass runs at"));
        await first.Kill();

        await using var second = Start("data");
        var address = Address(await second.Says("  Glimmerglass runs at"));
        using var client = new HttpClient { BaseAddress = address };
        var signIn = await client.Post("/local/sign-in", new { email = "admin@example.com", password = "glimmerglass" });
        client.DefaultRequestHeaders.Authorization = new("Bearer", signIn["accessToken"].GetValue<string>());
        var order = await client.Get($"/api/orders/{OrderId().Match(walked).Groups[1].Value}");

        Assert.Equal(200, order.Status);
        Assert.Equal("IN_PRODUCTION", order["status"].GetValue<string>());
    }

    [Fact]
    public async Task A_taken_port_is_named_with_its_option()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, output) = await Run("dotnet", "exec", Program, "--data", folder["taken"], "--port", $"{port}");

        Assert.Equal(1, exitCode);
        Assert.Contains($"{port}", output, StringComparison.Ordinal);
        Assert.Contains("--port", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Functions.dll");

    private HostProcess Start(string data) =>
        HostProcess.StartWith([], ["dotnet", "exec", Program, "--data", folder[data], "--port", $"{Ports.Free()}"]);

    private static Uri Address(string welcome) => new(welcome.Split(' ')[0]);

    private static async Task<string> WalkThrough(string welcome)
    {
        var (exitCode, output) = await Run("bash", Path.Combine(Repository.Root, "docs", "walkthrough.sh"), Address(welcome).ToString());
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static async Task<(int ExitCode, string Output)> Run(string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex(@"\(([0-9a-f-]{36})\)")]
    private static partial Regex OrderId();
}
