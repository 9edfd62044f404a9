using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Glimmerglass.Tests.Stores;

/// <summary>The command that verifies the audit log, as somebody at a terminal or a pipeline runs it.</summary>
public sealed class AuditCommandTests(Rows rows) : IClassFixture<Rows>
{
    [Fact]
    public async Task It_ends_with_0_on_a_whole_log_and_with_1_and_the_place_on_a_broken_one()
    {
        await rows.Database.Execute("insert into audit_log (action, created_at) select 'ORDER_CHANGED', '2026-03-02T09:00:00Z' from generate_series(1, 4); select seal_audit_log('2026-03-02T09:22:00Z', 100)");

        var whole = await Run("audit");
        await rows.Database.Execute("set session_replication_role = replica; update audit_log set action = 'OTHER' where id = 3; set session_replication_role = origin");
        var broken = await Run("audit");
        var told = await Run("audit", "--json");

        Assert.Equal(0, whole.Code);
        Assert.StartsWith("4 rows were verified, positions 1 to 4, and 0 witnesses compared.", whole.Output, StringComparison.Ordinal);
        Assert.EndsWith("The audit log is whole.\n", whole.Output, StringComparison.Ordinal);
        Assert.Equal(1, broken.Code);
        Assert.Contains("BROKEN at position 3 (row 3): ROW_CHANGED.", broken.Output, StringComparison.Ordinal);
        Assert.Equal((1, "ROW_CHANGED"), (told.Code, JsonNode.Parse(told.Output)!["breaks"]![0]!["code"]!.GetValue<string>()));
    }

    private async Task<(int Code, string Output)> Run(params string[] words)
    {
        var folder = Directory.CreateTempSubdirectory("glimmerglass-command");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Functions.dll"), .. words])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.FullName,
        };
        start.Environment["DATABASE_URL"] = rows.Database.Url;
        start.Environment["DATABASE_URL_UNPOOLED"] = "";
        start.Environment["DocumentStorage"] = await TestServices.Azurite();
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        folder.Delete(recursive: true);
        return (process.ExitCode, output);
    }
}
