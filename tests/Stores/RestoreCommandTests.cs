using System.Diagnostics;
using System.Text.Json;

namespace Glimmerglass.Tests.Stores;

/// <summary>The command as somebody runs it whose database is lost: with the store alone.</summary>
public sealed class RestoreCommandTests : IAsyncLifetime
{
    private const string Secret = "hunter2-never-shown";

    private RestoreRoom room = null!;

    public async Task InitializeAsync()
    {
        room = await RestoreRoom.Create(await TestDatabase.CreateEmpty());
        await room.Source.Execute("create table one (id integer primary key); insert into one select generate_series(1, 1234)");
    }

    public async Task DisposeAsync() => await room.DisposeAsync();

    [Fact]
    public async Task The_newest_backup_is_restored_and_said_to_be()
    {
        await room.BackUp();
        await room.Source.Execute("delete from one where id > 1000");
        var newest = await room.BackUp();
        var (target, again) = (await room.Empty(), await room.Empty());

        var said = await Run("restore", "newest", "--to", await RestoreRoom.Direct(target));
        var json = await Run("restore", newest.Name, $"--to={await RestoreRoom.Direct(again)}", "--json");

        Assert.Equal(0, said.Code);
        Assert.StartsWith($"{newest.Name} is restored into empty_", said.Output, StringComparison.Ordinal);
        Assert.Contains(": 1 tables, 1,000 rows, ", said.Output, StringComparison.Ordinal);
        Assert.Contains("  copy rows ", said.Output, StringComparison.Ordinal);
        Assert.Equal(1000, await target.Scalar<int>("select count(*) from one"));
        Assert.Equal(1000, JsonDocument.Parse(json.Output).RootElement.GetProperty("done").GetProperty("rows").GetInt64());
    }

    [Fact]
    public async Task Misuse_is_answered_with_a_sentence_and_no_password()
    {
        var backup = await room.BackUp();
        var full = await RestoreRoom.Direct(room.Source);
        (string[] Words, string Sentence)[] misuses =
        [
            (["restore"], "restore needs a backup. Usage: restore"),
            (["restore", "newest"], "restore needs to know where to. Usage: restore"),
            (["restore", "newest", "--to"], "--to without a URL"),
            (["restore", "newest", "other", "--to", full], "was given two"),
            (["restore", "newest", "--into", full], "restore does not know --into"),
            (["restore", "newest", "--to", $"postgresql://u:{Secret}@h:notaport/d"], "not a valid URL"),
            (["restore", "20261231T000000Z", "--to", full], $"There is no backup 20261231T000000Z. The nearest: {backup.Name}."),
            (["restore", "newest", "--to", full], "is not empty: table public.one."),
            (["restore", "newest", "--to", $"Host=127.0.0.1;Port=1;Username=u;Password={Secret};Database=d;Timeout=2"], "d on 127.0.0.1:1 cannot be used: the connection to the database was lost or could not be made"),
        ];

        foreach (var (words, sentence) in misuses)
        {
            var refused = await Run(words);

            Assert.Equal((1, ""), (refused.Code, refused.Output));
            Assert.Contains(sentence, refused.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_store_without_backups_is_said_to_be_one()
    {
        var refused = await Run("restore", "newest", "--to", await RestoreRoom.Direct(await room.Empty()));

        Assert.Equal((1, "There is no backup in the store. Hint: is DocumentStorage the right one?"), (refused.Code, refused.Error.Trim()));
    }

    private async Task<(int Code, string Output, string Error)> Run(params string[] words)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Functions.dll"), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DocumentStorage"] = room.StorageConnection;
        start.Environment["DATABASE_URL"] = "";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
