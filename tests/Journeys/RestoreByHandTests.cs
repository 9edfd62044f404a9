using System.Diagnostics;
using System.Text.RegularExpressions;
using Glimmerglass.Data.Catalogue;
using Glimmerglass.Tests.Shape;
using Glimmerglass.Tests.Stores;
using Npgsql;

namespace Glimmerglass.Tests.Journeys;

/// <summary>The runbook's way without this program, as it is written there.</summary>
public sealed class RestoreByHandTests
{
    [PsqlFact]
    public async Task The_lines_of_the_runbook_restore_a_backup_with_psql_and_gunzip_alone()
    {
        await using var room = await RestoreRoom.Create(await TestDatabase.Create());
        await World.Create(room.Source);
        await room.Source.Execute(Zoo.Fixed);
        var backup = await room.BackUp();
        var target = await room.Empty();
        using var folder = new DownloadedFolder();
        await room.Download(backup, folder.Path);

        await Run(folder.Path, target);

        Assert.Equal(await RestoreRoom.Rows(room.Source), await RestoreRoom.Rows(target));
        Assert.Equal(await Facts(room.Source), await Facts(target));
        var again = await room.BackUp(target);
        Assert.Equal(backup.Tables.Select(table => (table.Name, table.Rows, table.Digest)), again.Tables.Select(table => (table.Name, table.Rows, table.Digest)));
        Assert.Equal(backup.Sequences, again.Sequences);
    }

    [PsqlFact]
    public async Task Rows_that_are_missing_are_seen_and_nothing_stays()
    {
        await using var room = await RestoreRoom.Create(await TestDatabase.CreateEmpty());
        await room.Source.Execute("create table one (id integer primary key); insert into one values (1), (2)");
        var backup = await room.BackUp();
        await room.Source.Execute("delete from one where id = 2");
        var other = await room.BackUp();
        var target = await room.Empty();
        using var folder = new DownloadedFolder();
        await room.Download(backup, folder.Path);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "data", "one.copy.gz"), await room.Read(other, "data/one.copy.gz"));

        var failed = await Record.ExceptionAsync(() => Run(folder.Path, target));

        Assert.Contains("public.one has not the rows of the backup", failed!.Message, StringComparison.Ordinal);
        Assert.Equal("", await RestoreRoom.Contents(target));
    }

    [PsqlFact]
    public async Task A_script_that_is_not_the_one_of_the_manifest_is_not_run()
    {
        await using var room = await RestoreRoom.Create(await TestDatabase.CreateEmpty());
        await room.Source.Execute("create table one (id integer primary key)");
        var backup = await room.BackUp();
        var target = await room.Empty();
        using var folder = new DownloadedFolder();
        await room.Download(backup, folder.Path);
        await File.AppendAllTextAsync(Path.Combine(folder.Path, "schema.sql"), "\\! echo somebody was here\n");

        var failed = await Record.ExceptionAsync(() => Run(folder.Path, target));

        Assert.NotNull(failed);
        Assert.DoesNotContain("somebody was here", failed.Message, StringComparison.Ordinal);
        Assert.Equal("", await RestoreRoom.Contents(target));
    }

    /// <summary>Each block that is marked as a shell's, in the order of the page, in one shell, as somebody pastes them.</summary>
    private static async Task Run(string folder, TestDatabase target)
    {
        var page = Sources.Read("docs/runbooks/restore-a-backup.md").Text;
        var lines = string.Concat(Regex.Matches(page, "```bash\n(.*?)```", RegexOptions.Singleline).Select(block => block.Groups[1].Value));
        var url = new NpgsqlConnectionStringBuilder(await RestoreRoom.Direct(target));
        var start = new ProcessStartInfo("bash", ["-c", lines]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BACKUP"] = folder;
        start.Environment["TARGET"] = $"postgresql://{url.Username}:{Uri.EscapeDataString(url.Password ?? "")}@{url.Host}:{url.Port}/{url.Database}";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{await output}\n{await error}");
        Assert.Contains("restored, counted and compared", await output, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<CatalogueFact>> Facts(TestDatabase database) => [.. (await new CatalogueReader(database.Db).Read(CancellationToken.None)).Facts.OrderBy(fact => fact.Kind).ThenBy(fact => fact.On).ThenBy(fact => fact.Name)];

    private sealed class DownloadedFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("glimmerglass-backup").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
