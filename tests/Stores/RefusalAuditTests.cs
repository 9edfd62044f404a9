using Glimmerglass.Data.Access;
using Glimmerglass.Data.Audit;
using Glimmerglass.Functions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Glimmerglass.Tests.Stores;

/// <summary>How much of what is refused comes to the log, however often it is tried.</summary>
public sealed class RefusalAuditTests(Rows rows) : IClassFixture<Rows>, IAsyncLifetime
{
    private readonly StoppedClock clock = new();
    private readonly Guid caller = Guid.NewGuid();

    public Task InitializeAsync() => rows.Database.Execute("set session_replication_role = replica; truncate audit_log; set session_replication_role = origin");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_same_is_written_once_a_minute_and_the_next_row_says_how_often_it_was_tried()
    {
        var audit = Audit();

        for (var time = 0; time < 5; time++) await audit.Record("Door", Refused(caller));
        clock.Advance(RefusalAudit.OfTheSame - TimeSpan.FromSeconds(1));
        await audit.Record("Door", Refused(caller));
        clock.Advance(TimeSpan.FromSeconds(1));
        await audit.Record("Door", Refused(caller));
        clock.Advance(RefusalAudit.OfTheSame);
        await audit.Record("Door", Refused(caller));

        Assert.Equal(["", "5", ""], await HeldBack());
    }

    [Fact]
    public async Task Another_door_and_another_caller_are_not_the_same()
    {
        var audit = Audit();

        await audit.Record("Door", Refused(caller));
        await audit.Record("Other", Refused(caller));
        await audit.Record("Door", Refused(Guid.NewGuid()));

        Assert.Equal(3, await Count());
    }

    [Fact]
    public async Task Strangers_are_one_for_a_quarter_of_an_hour()
    {
        var audit = Audit();

        await audit.Record("", Refused(null));
        clock.Advance(RefusalAudit.OfTheSame);
        await audit.Record("", Refused(null));
        clock.Advance(RefusalAudit.OfStrangers);
        await audit.Record("", Refused(null));

        Assert.Equal(["", "1"], await HeldBack());
    }

    [Fact]
    public async Task Nobody_fills_the_log_with_ever_new_doors()
    {
        var audit = Audit();

        for (var minute = 0; minute < 2; minute++)
        {
            for (var door = 0; door < RefusalAudit.MaxOfOneCaller + 10; door++) await audit.Record($"Door {minute} {door}", Refused(caller));
            for (var other = 0; other < RefusalAudit.MaxInAMinute + 50; other++) await audit.Record("Door", Refused(Guid.NewGuid()));
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(2 * RefusalAudit.MaxInAMinute, await Count());
    }

    [Fact]
    public async Task Nobody_is_hidden_behind_another_who_tries_every_door()
    {
        var audit = Audit();
        for (var door = 0; door < RefusalAudit.MaxInAMinute; door++) await audit.Record($"Door {door}", Refused(caller));

        await audit.Record("Door", Refused(Guid.NewGuid()));

        Assert.Equal(RefusalAudit.MaxOfOneCaller + 1, await Count());
    }

    [Fact]
    public async Task What_could_not_be_written_is_counted_by_the_next_of_its_kind()
    {
        var audit = Audit();
        await rows.Database.Execute("alter table audit_log rename to audit_log_away");
        await audit.Record("Door", Refused(caller));
        await rows.Database.Execute("alter table audit_log_away rename to audit_log");

        await audit.Record("Door", Refused(caller));

        Assert.Equal(1, await Count());
        Assert.Equal(1, await rows.Database.Scalar<int>($"select (detail ->> 'heldBack')::integer from audit_log where actor_id = '{caller}' order by id desc limit 1"));
    }

    [Fact]
    public async Task Parallel_refusals_of_one_kind_make_one_row()
    {
        var audit = Audit();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => audit.Record("Door", Refused(caller)))));

        Assert.Equal(1, await Count());
    }

    private RefusalAudit Audit() => new(new AuditStore(rows.Database.Db), clock, NullLogger<RefusalAudit>.Instance);

    private static RefusedAct Refused(Guid? actor) => new(AuditAction.AccessRefused, actor, actor is null ? null : Role.Admin, null, null, new { door = "Door" });

    private Task<long> Count() => rows.Database.Scalar<long>("select count(*) from audit_log");

    private async Task<string[]> HeldBack() => (await rows.Database.Scalar<string>("select string_agg(coalesce(detail ->> 'heldBack', ''), ',' order by id) from audit_log")).Split(',');
}
