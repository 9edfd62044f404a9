using System.Diagnostics;
using Glimmerglass.Data.Backups;

namespace Glimmerglass.Tests.Stores;

/// <summary>
/// A restore that is ended in its middle. The backup holds functions that wait for a lock of the test, so that a restore stands still where the test wants it.
/// </summary>
public sealed class RestoreInterruptionTests : IAsyncLifetime
{
    private const int Gate = 4711;

    private RestoreRoom room = null!;
    private BackupManifest backup = null!;

    public async Task InitializeAsync()
    {
        room = await RestoreRoom.Create(await TestDatabase.Create());
        await room.Source.Execute($"""
            create function gate(stage text, given integer) returns integer language plpgsql immutable as $$
            begin
                if current_setting('gate.full', true) = stage then raise exception using errcode = '53100', message = 'could not extend file "base/1/2": No space left on device'; end if;
                if current_setting('gate.stage', true) = stage then perform pg_advisory_xact_lock_shared({Gate}); end if;
                return given;
            end $$;
            create table many (id integer primary key, content text);
            insert into many select n, 'content ' || n from generate_series(1, 1000) as n;
            create table gated (id integer primary key, same integer generated always as (gate('copy', id)) stored);
            insert into gated (id) select generate_series(1, 20);
            create index gated_index on gated (gate('index', id));
            """);
        backup = await room.BackUp();
    }

    public async Task DisposeAsync() => await room.DisposeAsync();

    [Theory]
    [InlineData("copy")]
    [InlineData("index")]
    [InlineData("finish")]
    public async Task Killed_at_any_stage_it_is_begun_again_and_ends_well(string stage)
    {
        var target = await Gated(stage);
        await using var gate = await target.Connect();
        await Close(gate, stage);
        using var process = await Begin(target, stage);
        await UntilItWaits(target, stage, gate, process);

        process.Kill();
        await process.WaitForExitAsync();
        await Open(gate);

        Assert.Equal(0, await target.Scalar<int>("select count(*) from schema_migrations"));
        Assert.True((await room.Restore(backup, target)).BeganAgain);
        await Whole(target);
    }

    [Fact]
    public async Task Of_two_restores_into_one_database_one_is_refused()
    {
        var target = await Gated("copy");
        await using var gate = await target.Connect();
        await Close(gate, "copy");
        var first = room.Restore(backup, target);
        await UntilItWaits(target, "copy", gate, null);

        var refused = await Assert.ThrowsAsync<RestoreRefusedException>(() => room.Restore(backup, target));
        await Open(gate);

        Assert.Contains("Another restore or a migration is at ", refused.Message, StringComparison.Ordinal);
        Assert.False((await first).BeganAgain);
        await Whole(target);
    }

    [Fact]
    public async Task A_lost_connection_is_a_sentence_that_says_what_to_do()
    {
        var target = await Gated("index");
        await using var gate = await target.Connect();
        await Close(gate, "index");
        var restore = room.Restore(backup, target);
        await UntilItWaits(target, "index", gate, null);

        await target.Execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");

        var failed = await Assert.ThrowsAsync<RestoreFailedException>(() => restore);
        Assert.Contains("terminating connection due to administrator command", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Hint: run the same command again", failed.Message, StringComparison.Ordinal);
        await Open(gate);
        await room.Restore(backup, target);
        await Whole(target);
    }

    [Fact]
    public async Task Who_lost_the_lock_does_not_end_the_restore_of_another()
    {
        var target = await Gated("finish");
        await using var gate = await target.Connect();
        await Close(gate, "finish");
        var restore = room.Restore(backup, target);
        await UntilItWaits(target, "finish", gate, null);

        await target.Execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and pid <> pg_backend_pid() and database = (select oid from pg_database where datname = current_database()) and mode = 'ExclusiveLock'");
        await Open(gate);

        await Assert.ThrowsAsync<RestoreFailedException>(() => restore);
        Assert.Equal(1, await target.Scalar<int>("select count(*) from restore_in_progress.run"));
        Assert.Equal(0, await target.Scalar<int>("select count(*) from schema_migrations"));
    }

    [Theory]
    [InlineData("copy")]
    [InlineData("index")]
    public async Task A_full_disk_is_named_as_the_reason(string stage)
    {
        var target = await room.Empty();
        await Set(target, "gate.full", stage);

        var failed = await Assert.ThrowsAsync<RestoreFailedException>(() => room.Restore(backup, target));

        Assert.Contains("the disk of the server is full (could not extend file", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_restore_leaves_the_mark()
    {
        var target = await Gated("copy");
        await using var gate = await target.Connect();
        await Close(gate, "copy");
        using var stop = new CancellationTokenSource();
        var restore = room.Restore(backup, target, cancel: stop.Token);
        await UntilItWaits(target, "copy", gate, null);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => restore);
        Assert.Equal(1, await target.Scalar<int>("select count(*) from restore_in_progress.run"));
    }

    private async Task<TestDatabase> Gated(string stage)
    {
        var target = await room.Empty();
        await Set(target, "gate.stage", stage);
        return target;
    }

    private static Task Set(TestDatabase target, string name, string value) =>
        target.Execute($"do $$ begin execute format('alter database %I set {name} = %L', current_database(), '{value}'); end $$");

    /// <summary>Makes the restore wait at this stage, for as long as the connection of the test is open.</summary>
    private static async Task Close(Npgsql.NpgsqlConnection gate, string stage)
    {
        if (stage == "finish") return;
        await using var command = gate.CreateCommand();
        command.CommandText = $"select pg_advisory_lock({Gate})";
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Open(Npgsql.NpgsqlConnection gate)
    {
        await using var command = gate.CreateCommand();
        command.CommandText = "rollback; select pg_advisory_unlock_all()";
        await command.ExecuteNonQueryAsync();
    }

    private static async Task UntilItWaits(TestDatabase target, string stage, Npgsql.NpgsqlConnection gate, Process? process)
    {
        if (stage == "finish") await HoldTheMark(target, gate);
        await Wait.Until(
            async () => process is { HasExited: true } || await target.Scalar<bool>("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid())"),
            $"the restore to wait at {stage}");
        Assert.False(process is { HasExited: true }, "The restore ended before it could be killed.");
    }

    /// <summary>The end of a restore drops its mark, which waits for whoever looks at it.</summary>
    private static async Task HoldTheMark(TestDatabase target, Npgsql.NpgsqlConnection gate)
    {
        await Wait.Until(() => target.Scalar<bool>("select to_regclass('restore_in_progress.run') is not null"), "the mark");
        await using var command = gate.CreateCommand();
        command.CommandText = "begin; select count(*) from restore_in_progress.run";
        await command.ExecuteNonQueryAsync();
    }

    private async Task<Process> Begin(TestDatabase target, string stage)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "Functions.dll"), "restore", backup.Name, "--to", await RestoreRoom.Direct(target)]);
        start.Environment["DocumentStorage"] = room.StorageConnection;
        start.Environment["DATABASE_URL"] = "";
        return Process.Start(start) ?? throw new InvalidOperationException($"No process for {stage}.");
    }

    private async Task Whole(TestDatabase target)
    {
        Assert.Equal(await RestoreRoom.Rows(room.Source), await RestoreRoom.Rows(target));
        Assert.False(await target.Scalar<bool>("select exists (select from pg_namespace where nspname = 'restore_in_progress')"));
    }
}
