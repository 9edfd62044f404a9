using System.Diagnostics;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Glimmerglass.Data;
using Glimmerglass.Data.Files;

namespace Glimmerglass.Tests.Stores;

/// <summary>The check of drift as somebody at a terminal, or a pipeline before a deployment, runs it.</summary>
public sealed class DriftCommandTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private string storage = "";

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateEmpty();
        storage = await TestServices.Azurite();
        await new FileStore(new BlobServiceClient(storage), TimeProvider.System).EnsureContainers(default);
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task A_database_that_is_not_migrated_is_a_sentence()
    {
        var refused = await Run();

        Assert.Equal((1, ""), (refused.Code, refused.Output));
        Assert.Equal("The database is not migrated as far as a check of drift needs it. Hint: run `migrate` first.", refused.Error.Trim());
    }

    [Fact]
    public async Task The_exit_code_and_the_last_line_say_whether_something_drifted()
    {
        await new Migrator(database.Db).Migrate(_ => { }, default);

        var clean = await Run();
        await database.Execute("update schema_migrations set checksum = 'edited' where version = 2");
        var drifted = await Run();
        var json = await Run("--json");

        Assert.Equal(0, clean.Code);
        Assert.Matches("^CLEAN at .* Nothing drifted.$", clean.Output.Trim().Split('\n')[^1]);
        Assert.Equal(1, drifted.Code);
        Assert.StartsWith("MIGRATIONS\n  critical: edited migration 0002_catalogue\n    expected  edited\n", drifted.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Matches("^DRIFTED at .* 1 finding: 1 migrations.$", drifted.Output.Trim().Split('\n')[^1]);
        Assert.Equal(1, json.Code);
        Assert.Equal("0002_catalogue", JsonNode.Parse(json.Output)!["check"]!["findings"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(3, await database.Scalar<int>("select count(*) from job_runs where job = 'CheckDrift' and origin = 'COMMAND' and outcome = 'SUCCEEDED'"));
    }

    [Fact]
    public async Task A_store_that_is_away_is_told_in_the_report()
    {
        await new Migrator(database.Db).Migrate(_ => { }, default);
        await new BlobServiceClient(storage).GetBlobContainerClient("documents").DeleteAsync();

        var incomplete = await Run();

        Assert.Equal(1, incomplete.Code);
        Assert.Contains("NOT COMPARED\n  the blobs: RequestFailedException: ", incomplete.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Matches("^INCOMPLETE at .* Not compared: the blobs.$", incomplete.Output.Trim().Split('\n')[^1]);
        Assert.DoesNotContain("   at ", incomplete.Error + incomplete.Output, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> Run(params string[] words)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Functions.dll"), "drift", .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Directory.CreateTempSubdirectory("glimmerglass-drift").FullName,
        };
        (start.Environment["DATABASE_URL"], start.Environment["DATABASE_URL_UNPOOLED"], start.Environment["DocumentStorage"]) = (database.Url, "", storage);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Directory.Delete(start.WorkingDirectory, recursive: true);
        return (process.ExitCode, await output, await error);
    }
}
