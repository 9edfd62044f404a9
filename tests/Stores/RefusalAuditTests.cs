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

        for (var time = 0; time < 5; time++) await audit.Record("Door", Refused(caller), default);
        clock.Advance(RefusalAudit.OfTheSame - TimeSpan.FromSeconds(1));
        await audit.Record("Door", Refused(caller), default);
        clock.Advance(TimeSpan.FromSeconds(1));
        await audit.Record("Door", Refused(caller), default);
        clock.Advance(RefusalAudit.OfTheSame);
        await audit.Record("Door", Refused(caller), default);

        Assert.Equal(["", "5", ""], await HeldBack());
    }

    [Fact]
    public async Task Another_door_and_another_caller_are_not_the_same()
    {
        var audit = Audit();

        await audit.Record("Door", Refused(caller), default);
        await audit.Record("Other", Refused(caller), default);
        await audit.Record("Door", Refused(Guid.NewGuid()), default);

        Assert.Equal(3, await Count());
    }

    [Fact]
    public async Task Strangers_are_one_for_a_quarter_of_an_hour()
    {
        var audit = Audit();

        await audit.Record("", Refused(null), default);
        clock.Advance(RefusalAudit.OfTheSame);
        await audit.Record("", Refused(null), default);
        clock.Advance(RefusalAudit.OfStrangers);
        await audit.Record("", Refused(null), default);

        Assert.Equal(["", "1"], await HeldBack());
    }

    [Fact]
    public async Task Nobody_fills_the_log_with_ever_new_doors()
    {
        var audit = Audit();

        for (var minute = 0; minute < 2; minute++)
        {
            for (var door = 0; door < RefusalAudit.MaxInAMinute + 50; door++) await audit.Record($"Door {minute} {door}", Refused(caller), default);
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(2 * RefusalAudit.MaxInAMinute, await Count());
    }

    [Fact]
    public async Task Parallel_refusals_of_one_kind_make_one_row()
    {
        var audit = Audit();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => audit.Record("Door", Refused(caller), default))));

        Assert.Equal(1, await Count());
    }

    private RefusalAudit Audit() => new(new AuditStore(rows.Database.Db), clock, NullLogger<RefusalAudit>.Instance);

    private static RefusedAct Refused(Guid? actor) => new(AuditAction.AccessRefused, actor, actor is null ? null : Role.Admin, null, null, new { door = "Door" });

    private Task<long> Count() => rows.Database.Scalar<long>("select count(*) from audit_log");

    private async Task<string[]> HeldBack() => (await rows.Database.Scalar<string>("select string_agg(coalesce(detail ->> 'heldBack', ''), ',' order by id) from audit_log")).Split(',');
}
