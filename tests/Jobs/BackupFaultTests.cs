using System.Diagnostics;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Files;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Backups;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Glimmerglass.Tests.Jobs;

/// <summary>A backup that is not taken leaves nothing that counts, and says why in a sentence.</summary>
public sealed class BackupFaultTests : IAsyncLifetime
{
    private readonly BackupRoom room = new();

    public Task InitializeAsync() => room.InitializeAsync();

    public Task DisposeAsync() => room.DisposeAsync();

    [Fact]
    public async Task A_database_without_tables_is_nothing_to_back_up()
    {
        await using var empty = await TestDatabase.CreateEmpty();
        await using var direct = new DirectDatabase(empty.DirectUrl, empty.Url, 2);

        var fault = await Assert.ThrowsAsync<BackupFailedException>(() => room.Take(direct));

        Assert.StartsWith("There is nothing to back up", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await room.Blobs());
    }

    [Fact]
    public async Task A_database_that_is_gone_is_a_sentence_and_nothing_is_written()
    {
        await using var direct = new DirectDatabase("Host=127.0.0.1;Port=1;Username=u;Password=hidden;Timeout=2", room.Database.Url, 2);

        var fault = await Assert.ThrowsAsync<BackupFailedException>(() => room.Take(direct));

        Assert.StartsWith("The connection to the database was lost:", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await room.Blobs());
    }

    [Fact]
    public async Task A_database_that_goes_away_in_the_middle_is_a_sentence_and_leaves_no_backup()
    {
        var name = await room.Database.Scalar<string>("select current_database()");
        var files = Files(new RequestSteps().Before(IsBlock, () => room.Database.Execute(
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and pid <> pg_backend_pid() and xact_start is not null")));

        var fault = await Assert.ThrowsAsync<BackupFailedException>(() => room.Take(files));

        Assert.Contains("database", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await room.Files.List(10, default));
    }

    [Theory]
    [InlineData(507, "The store is full.")]
    [InlineData(403, "The store refuses to take the backup")]
    [InlineData(400, "The store answered 400")]
    public async Task A_store_that_refuses_half_way_leaves_no_backup_and_the_next_run_cleans_up(int status, string sentence)
    {
        var commits = 0;
        var files = Files(new RequestSteps().Before(request => IsCommit(request) && Interlocked.Increment(ref commits) == 10, () => throw new RequestFailedException(status, "refused")));

        var fault = await Assert.ThrowsAsync<BackupFailedException>(() => room.Take(files));

        Assert.StartsWith(sentence, fault.Message, StringComparison.Ordinal);
        Assert.Empty(await room.Files.List(10, default));
        var leftover = Assert.Single(await room.Files.ListLeftovers(default));
        var deleted = Assert.Single(await room.Files.Prepare(default));
        Assert.Equal((leftover, 0), (deleted.Name, deleted.HeldBack));
        Assert.True(deleted.Files > 0);
        Assert.Empty(await room.Blobs());
    }

    [Fact]
    public async Task A_file_that_something_else_deletes_meanwhile_keeps_the_manifest_from_being_written()
    {
        var files = Files(new RequestSteps().Before(IsList, async () => await room.Blob((await room.Files.ListLeftovers(default)).Single(), "data/orders.copy.gz").DeleteAsync()));

        var fault = await Assert.ThrowsAsync<BackupFailedException>(() => room.Take(files));

        Assert.Contains("data/orders.copy.gz", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await room.Files.List(10, default));
    }

    [Fact]
    public async Task A_manifest_whose_answer_was_lost_is_one_all_the_same()
    {
        var options = StorageAttempts.Limited();
        options.AddPolicy(new RequestSteps().After(IsManifest, () => throw new IOException("The connection was cut.")), HttpPipelinePosition.PerRetry);

        var manifest = await room.Take(new BackupFiles(new BlobServiceClient(room.StorageConnection, options)));

        Assert.Equal(manifest.Name, Assert.Single(await room.Files.List(10, default)).Name);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_not_written_over()
    {
        var first = await room.Take();

        var fault = await Assert.ThrowsAsync<BackupFailedException>(() => room.Files.Finish(first with { FinishedAt = first.FinishedAt.AddSeconds(1) }, default));

        Assert.Contains("another backup", fault.Message, StringComparison.Ordinal);
        Assert.Equal(first.FinishedAt, (await room.Files.ReadManifest(first.Name, default)).FinishedAt);
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_no_backup_and_holds_nothing()
    {
        using var stop = new CancellationTokenSource();
        var files = Files(new RequestSteps().Before(IsCommit, () => stop.CancelAsync()));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => room.Take(files, cancel: stop.Token));

        Assert.Empty(await room.Files.List(10, default));
        await Wait.Until(async () => await room.Database.Scalar<int>("select count(*) from pg_locks where mode = 'AccessShareLock' and relation = 'orders'::regclass and pid <> pg_backend_pid()") == 0, "the locks to be let go");
        await room.Files.Prepare(default);
        Assert.Equal(1, (await room.Take()).Format);
    }

    [Fact]
    public async Task A_migration_that_runs_is_waited_for_and_not_copied_half_way()
    {
        await using var migration = await room.Database.Connect();
        await using var transaction = await migration.BeginTransactionAsync();
        await Run(migration, $"select pg_advisory_xact_lock({Migrator.AdvisoryLock})");

        var fault = await Assert.ThrowsAsync<BackupFailedException>(() => room.Take());

        Assert.StartsWith("A migration has been at this database", fault.Message, StringComparison.Ordinal);
        await transaction.RollbackAsync();
        Assert.Equal(1, (await room.Take()).Format);
    }

    [Fact]
    public async Task A_table_that_is_being_changed_is_a_sentence()
    {
        await using var other = await room.Database.Connect();
        await using var transaction = await other.BeginTransactionAsync();
        await Run(other, "alter table orders add column extra text");

        var fault = await Assert.ThrowsAsync<BackupFailedException>(() => room.Take());

        Assert.StartsWith("A table is held by something else", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_emptied_meanwhile_waits_for_the_backup()
    {
        var emptied = Task.CompletedTask;
        await room.Database.Execute("create table filled as select n from generate_series(1, 100) n");
        var files = Files(new RequestSteps().Before(IsBlock, () =>
        {
            emptied = room.Database.Execute("truncate filled");
            return Task.CompletedTask;
        }));

        var manifest = await room.Take(files);
        await emptied;

        Assert.Equal(100, manifest.Tables.Single(table => table.Name == "filled").Rows);
        Assert.Equal(0, await room.Database.Scalar<int>("select count(*) from filled"));
    }

    [Fact]
    public async Task A_second_backup_at_once_is_refused_by_the_ledger()
    {
        var job = await Job();
        var (second, tried) = ((JobRun?)null, false);

        var first = await Ledger().RunByCommand(job, new Heard(_ =>
        {
            if (tried) return;
            tried = true;
            second = Task.Run(() => Ledger().RunByCommand(job, NoProgress.Instance, default)).Result;
        }), default);

        Assert.True(tried);
        Assert.Null(second);
        Assert.Matches(@"^Backed up \d+ rows of \d+ tables, 1 MB, as 20261121T\d{6}Z\.$", first!.Summary);
        Assert.Single(await room.Files.List(10, default));
    }

    [Theory]
    [InlineData("Waiting for the snapshot")]
    [InlineData("Copying")]
    [InlineData("Writing the manifest")]
    public async Task A_process_that_is_killed_leaves_nothing_that_counts(string step)
    {
        await room.Database.Execute("create table large as select n, repeat(md5(n::text), 4) as words from generate_series(1, 30000) n");
        using (var process = Process.Start(Command("backup"))!)
        {
            while (await process.StandardError.ReadLineAsync() is { } line && !line.StartsWith(step, StringComparison.Ordinal)) Assert.DoesNotContain("Hint", line, StringComparison.Ordinal);
            process.Kill();
            await process.WaitForExitAsync();
        }

        // Between the last word and the death the manifest may have been written: then the backup is whole.
        var listed = await room.Files.List(10, default);
        foreach (var backup in listed)
        {
            var manifest = await room.Files.ReadManifest(backup.Name, default);
            foreach (var table in manifest.Tables) Assert.Equal(table.Rows, (await room.Lines(manifest, table)).Count(letter => letter == '\n'));
        }
        await room.Files.Prepare(default);
        var next = await room.Take();

        Assert.Equal(30_000, next.Tables.Single(table => table.Name == "large").Rows);
        Assert.Empty(await room.Files.ListLeftovers(default));
        Assert.Equal(listed.Count + 1, (await room.Files.List(10, default)).Count);
    }

    [Fact]
    public async Task The_command_takes_a_backup_and_the_next_one_prints_it()
    {
        var taken = await Run("backup", "--json");
        var printed = await Run("backups");

        Assert.Equal((0, 0), (taken.Code, printed.Code));
        var name = Assert.Single(await room.Files.List(10, default)).Name;
        Assert.Equal(name, System.Text.Json.Nodes.JsonNode.Parse(taken.Output)!["name"]!.GetValue<string>());
        Assert.Matches($@"^BACKUP +TOOK +SCHEMA .*\n{name} .* never +newest, day \S+, week \S+, month \S+\n$", printed.Output);
    }

    [Fact]
    public async Task A_store_that_is_stopped_in_the_middle_is_a_sentence_and_the_next_run_is_whole()
    {
        await using var azurite = await TestServices.PrivateAzurite();
        var options = StorageAttempts.Limited();
        options.AddPolicy(new RequestSteps().Before(IsCommit, () => azurite.Stop()), HttpPipelinePosition.PerCall);
        var files = new BackupFiles(new BlobServiceClient(azurite.ConnectionString, StorageAttempts.Limited()));
        await files.Prepare(default);

        var fault = await Assert.ThrowsAsync<BackupFailedException>(() => room.Take(new BackupFiles(new BlobServiceClient(azurite.ConnectionString, options))));

        Assert.StartsWith("The store cannot be reached", fault.Message, StringComparison.Ordinal);
        await azurite.Start();
        Assert.Empty(await files.List(10, default));
        await files.Prepare(default);
        var next = await room.Take(files);
        Assert.Equal(next.Name, Assert.Single(await files.List(10, default)).Name);
    }

    private static bool IsBlock(Request request) => request.Method == RequestMethod.Put && request.Uri.Query.Contains("comp=block&", StringComparison.Ordinal);

    private static bool IsCommit(Request request) => request.Uri.Query.Contains("comp=blocklist", StringComparison.Ordinal);

    private static bool IsList(Request request) => request.Uri.Query.Contains("comp=list", StringComparison.Ordinal);

    private static bool IsManifest(Request request) => request.Method == RequestMethod.Put && request.Uri.Path.EndsWith(BackupName.Manifest, StringComparison.Ordinal);

    private static async Task Run(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private BackupFiles Files(RequestSteps steps)
    {
        var options = StorageAttempts.Limited();
        options.AddPolicy(steps, HttpPipelinePosition.PerCall);
        return new BackupFiles(new BlobServiceClient(room.StorageConnection, options));
    }

    private JobLedger Ledger()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["DATABASE_URL"] = room.Database.Url }).Build();
        return new JobLedger(new JobRunStore(room.Database.Db), Settings.Read(configuration), room.Clock, NullLogger<JobLedger>.Instance);
    }

    private Task<IJob> Job()
    {
        var direct = new DirectDatabase(room.Database.DirectUrl, room.Database.Url, 2);
        return Task.FromResult<IJob>(new BackUpDatabase(new BackupWriter(direct, room.Files, room.Clock), room.Files, Ledger(), room.Clock));
    }

    private async Task<(int Code, string Output)> Run(params string[] words)
    {
        using var process = Process.Start(Command(words))!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + (process.ExitCode == 0 ? "" : await error));
    }

    private ProcessStartInfo Command(params string[] words)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Functions.dll"), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["DATABASE_URL"] = room.Database.Url;
        start.Environment["DATABASE_URL_UNPOOLED"] = room.Database.DirectUrl;
        start.Environment["DocumentStorage"] = room.StorageConnection;
        return start;
    }
}
