using System.Diagnostics;
using System.Text.Json.Nodes;
using Glimmerglass.Data.Neon;
using Glimmerglass.Data.Scratch;
using Glimmerglass.Tests.Stores;

namespace Glimmerglass.Tests.Jobs;

/// <summary>The drill as somebody at a terminal runs it, and as a machine that dies leaves it.</summary>
public sealed class DrillProcessTests : IAsyncLifetime
{
    private readonly DrillRoom room = new();

    public async Task InitializeAsync()
    {
        await room.InitializeAsync();
        await room.AcceptedDocument(Papers.Pdf());
        await room.BackUp();
    }

    public Task DisposeAsync() => room.DisposeAsync();

    [Fact]
    public async Task Prove_prints_the_drill_and_its_exit_code_says_whether_it_passed()
    {
        var good = await Run("prove");
        var document = await Run("prove", "--json");
        await room.Storage.GetBlobContainerClient("backups").DeleteAsync();
        var bad = await Run("prove");

        Assert.True(good.Code == 0, good.Output + good.Error);
        Assert.Contains("The drill passed.", good.Output, StringComparison.Ordinal);
        Assert.Equal((0, true), (document.Code, JsonNode.Parse(document.Output)!["passed"]!.GetValue<bool>()));
        Assert.Equal(1, bad.Code);
        Assert.Contains("FAILED: backup: There is no backup.", bad.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", bad.Error + bad.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_drill_left_behind_the_next_one_drops_when_it_is_old()
    {
        var owner = $"drill_{Guid.NewGuid():n}";
        await room.Database.Execute($"create role {owner} superuser login password 'x'");
        try
        {
            using var process = Start(new Npgsql.NpgsqlConnectionStringBuilder(room.DirectUrl) { Username = owner, Password = "x" }.ConnectionString, "prove");
            var left = await Wait.Until(() => Scratch(owner), name => name.Length > 0, "a scratch database");
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            await Wait.Until(async () => await room.Database.Scalar<int>($"select count(*) from pg_stat_activity where datname = '{left}'") == 0, "an end of its connections");
            var old = $"scratch_20200101000000_{left[^8..]}";
            await room.Database.Execute($"alter database {left} rename to {old}");
            await room.Database.Execute("update job_runs set heartbeat_at = heartbeat_at - interval '1 hour' where finished_at is null");

            var next = await room.Prove();

            Assert.True(next.Passed, string.Join('\n', next.Findings));
            Assert.Contains(next.Findings, finding => finding.Subject == old);
            Assert.Equal("", await Scratch(owner));
        }
        finally
        {
            await room.Database.Execute($"drop role if exists {owner}");
        }
    }

    [Fact]
    public async Task A_drill_in_a_branch_restores_there_and_deletes_it()
    {
        await using var neon = await FakeNeon.Start();
        using var http = NeonCalls.Client(neon.Address, FakeNeon.Key);
        neon.OnDatabase = name => room.Database.Execute($"create database {name} template template0");
        neon.Url = name => new Npgsql.NpgsqlConnectionStringBuilder(room.DirectUrl) { Database = name }.ConnectionString;
        var project = new NeonProject(new NeonCalls(http, TimeProvider.System) { Poll = TimeSpan.FromMilliseconds(5) }, FakeNeon.Project);
        var inBranch = new DrillRoom { OtherScratches = direct => new ScratchBranches(project, direct, TimeProvider.System) };
        await inBranch.InitializeAsync();
        try
        {
            await inBranch.AcceptedDocument(Papers.Pdf());
            await inBranch.BackUp();

            var drill = await inBranch.Prove();

            Assert.True(drill.Passed, string.Join('\n', drill.Findings));
            Assert.StartsWith("drill-", Assert.Single(inBranch.Scratches.Made), StringComparison.Ordinal);
            Assert.Equal(["br-main"], neon.Branches.Keys);
        }
        finally
        {
            await inBranch.DisposeAsync();
        }
    }

    [Fact]
    public async Task With_the_pooler_alone_a_backup_is_proven_as_well()
    {
        var pooled = new DrillRoom { Settings = { ["DATABASE_URL_UNPOOLED"] = "" } };
        await pooled.InitializeAsync();
        try
        {
            await pooled.AcceptedDocument(Papers.Pdf());
            await pooled.BackUp();

            var drill = await pooled.Prove();

            Assert.True(drill.Passed, string.Join('\n', drill.Findings));
            Assert.Equal(0, await pooled.ScratchesLeft());
        }
        finally
        {
            await pooled.DisposeAsync();
        }
    }

    private Task<string> Scratch(string owner) =>
        room.Database.Scalar<string>($"select coalesce(max(datname::text), '') from pg_database where datname like 'scratch_%' and datdba = '{owner}'::regrole");

    private async Task<(int Code, string Output, string Error)> Run(params string[] words)
    {
        using var process = Start(room.DirectUrl, words);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private Process Start(string url, params string[] words)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Functions.dll"), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["DATABASE_URL"] = url;
        start.Environment["DATABASE_URL_UNPOOLED"] = "";
        start.Environment["DocumentStorage"] = room.StorageUrl;
        return Process.Start(start)!;
    }
}
