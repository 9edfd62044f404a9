using System.Diagnostics;
using Glimmerglass.Data;
using Glimmerglass.Tests.Shape;

namespace Glimmerglass.Tests.Stores;

/// <summary>The program as somebody at a terminal, or a pipeline, runs it.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private const string Secret = "hunter2-never-shown";
    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.CreateEmpty();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Migrate_brings_an_empty_database_up_and_a_second_time_does_nothing()
    {
        var first = await Run("migrate");
        var second = await Run("migrate");

        var count = Migrator.Scripts().Count;
        Assert.Equal((0, ""), (first.Code, first.Error));
        Assert.Equal(count + 1, first.Lines.Length);
        Assert.StartsWith("applied 0001_", first.Lines[0], StringComparison.Ordinal);
        Assert.Equal($"the database is at {count:0000}, {count} applied", first.Lines[^1]);
        Assert.Equal((0, $"nothing to do: the database is at {count:0000}"), (second.Code, second.Output.Trim()));
        Assert.Equal(count, await database.Scalar<int>("select count(*) from schema_migrations"));
    }

    [Fact]
    public async Task Migrate_goes_past_the_pooler_when_it_can()
    {
        var done = await Run("migrate", url: $"Host=127.0.0.1;Port=1;Username=u;Password={Secret}", unpooled: database.Url);

        Assert.Equal(0, done.Code);
        Assert.True(await database.Scalar<bool>("select to_regclass('orders') is not null"));
    }

    [Fact]
    public async Task Migrate_refuses_a_changed_script_with_a_sentence()
    {
        await Run("migrate");
        await database.Execute("update schema_migrations set checksum = 'other' where version = 2");

        var refused = await Run("migrate");

        Assert.Equal((1, ""), (refused.Code, refused.Output));
        Assert.Contains("0002_catalogue was changed after it was applied. Hint:", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_prints_the_page_and_nothing_else_whatever_the_database_holds()
    {
        var printed = await Run("schema");

        Assert.Equal((0, ""), (printed.Code, printed.Error));
        Assert.Equal(Sources.Read("Data/Schema.sql").Text, printed.Output);
        Assert.False(await database.Scalar<bool>("select to_regclass('orders') is not null"));
    }

    [Theory]
    [InlineData("help")]
    [InlineData("--help")]
    public async Task Help_lists_the_commands(string word)
    {
        var help = await Run(word, url: "");

        Assert.Equal((0, ""), (help.Code, help.Error));
        Assert.Contains("migrate ", help.Output, StringComparison.Ordinal);
        Assert.Contains("schema ", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_named_and_starts_nothing()
    {
        var unknown = await Run("migrat", url: "");

        Assert.Equal((2, ""), (unknown.Code, unknown.Output));
        Assert.StartsWith("There is no command 'migrat'.", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("migrate ", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_on_a_database_without_our_schema_says_to_migrate_it()
    {
        var refused = await Run("jobs");

        Assert.Equal((1, ""), (refused.Code, refused.Output));
        Assert.Contains("Hint: run `migrate` first.", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("prove")]
    [InlineData("drift")]
    public async Task A_command_for_a_database_and_its_store_takes_both_or_neither_from_its_surroundings(string command)
    {
        var refused = await Run(command);

        Assert.Equal((1, ""), (refused.Code, refused.Output));
        Assert.Contains("only one of DATABASE_URL and DocumentStorage is given. Hint: give both, or neither.", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"postgresql://u:{Secret}@h:notaport/d", "not a valid URL")]
    [InlineData($"Host=h;Password={Secret};Nonsense=1", "neither a postgresql:// URL nor")]
    [InlineData($"Host=h;Password={Secret};Search Path=x", "'Search Path'")]
    [InlineData($"Host=127.0.0.1;Port=1;Username=u;Password={Secret};Timeout=2", "Failed to connect to 127.0.0.1:1")]
    public async Task A_database_that_cannot_be_reached_is_a_sentence_without_its_password(string url, string sentence)
    {
        var refused = await Run("migrate", url);

        Assert.Equal((1, ""), (refused.Code, refused.Output));
        Assert.Contains(sentence, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.Error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error, string[] Lines)> Run(string word, string? url = null, string? unpooled = null)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Functions.dll"), word])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Directory.CreateTempSubdirectory("glimmerglass-command").FullName,
        };
        start.Environment["DATABASE_URL"] = url ?? database.Url;
        start.Environment["DATABASE_URL_UNPOOLED"] = unpooled ?? "";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var left = Directory.EnumerateFileSystemEntries(start.WorkingDirectory).Select(Path.GetFileName).ToList();
        Directory.Delete(start.WorkingDirectory, recursive: true);
        Assert.DoesNotContain("postgres", left);
        return (process.ExitCode, await output, await error, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
