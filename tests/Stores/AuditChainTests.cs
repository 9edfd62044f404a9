using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Glimmerglass.Data;
using Glimmerglass.Data.Audit;

namespace Glimmerglass.Tests.Stores;

/// <summary>What the chain proves of the audit log: each damage that somebody with every right over the database can do, and where it is found.</summary>
public sealed class AuditChainTests(Rows rows) : IClassFixture<Rows>, IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase database = rows.Database;
    private readonly AuditSealStore seals = new(rows.Database.Db);
    private readonly AuditProof proof = new(new AuditSealStore(rows.Database.Db));

    public Task InitializeAsync() => Damage("truncate audit_log, audit_seals, audit_anchors restart identity");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_empty_log_is_whole()
    {
        var sealing = await seals.Seal(Noon, 100, default);
        var verdict = await Verify();

        Assert.Equal((0, 0L), (sealing.Sealed, sealing.HeadPosition));
        Assert.Equal((true, 0L, 0L), (verdict.Whole, verdict.Rows, verdict.Through));
    }

    [Fact]
    public async Task Rows_are_sealed_in_their_order_and_the_log_is_whole()
    {
        await Write(12);

        var first = await seals.Seal(Noon, 5, default);
        var second = await seals.Seal(Noon, 5, default);
        var third = await seals.Seal(Noon, 5, default);
        var fourth = await seals.Seal(Noon, 5, default);
        var verdict = await Verify();

        Assert.Equal([(5, 5L), (5, 10L), (2, 12L), (0, 12L)], new[] { first, second, third, fourth }.Select(done => (done.Sealed, done.HeadPosition)));
        Assert.Equal(third.HeadHash, fourth.HeadHash);
        Assert.Equal((true, 12L, 12L, 0L), (verdict.Whole, verdict.Rows, verdict.Through, verdict.Ends.Unsealed));
    }

    [Fact]
    public async Task A_seal_is_the_hash_of_the_one_before_it_and_the_row_as_anybody_can_write_it_down()
    {
        await database.Execute("insert into audit_log (action, detail, created_at) values ('ORDER_CREATED', '{\"b\": 1, \"a\": \"ü\"}', '2026-03-02T09:00:00.000001Z')");
        await seals.Seal(Noon, 10, default);

        var expected = SHA256.HashData([.. new byte[32], .. Encoding.UTF8.GetBytes("""[1, 1, "ORDER_CREATED", null, null, null, null, {"a": "ü", "b": 1}, 1772442000000001]""")]);

        Assert.Equal(expected, Assert.Single(await seals.List(0, 10, default)).Hash);
    }

    [Fact]
    public async Task A_row_that_waits_is_told_and_not_taken_for_damage()
    {
        await Write(3);
        await seals.Seal(Noon, 10, default);
        await Write(2);

        var verdict = await Verify();

        Assert.Equal((true, 3L, 2L), (verdict.Whole, verdict.Rows, verdict.Ends.Unsealed));
        Assert.NotNull(verdict.Ends.OldestUnsealedAt);
    }

    [Fact]
    public async Task A_row_that_was_rolled_back_leaves_a_hole_that_is_no_damage()
    {
        await Write(2);
        await using (var connection = await database.Connect())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var insert = new Npgsql.NpgsqlCommand(Insert("ROLLED_BACK"), connection, transaction);
            await insert.ExecuteNonQueryAsync();
            await transaction.RollbackAsync();
        }
        await Write(2);
        await seals.Seal(Noon, 10, default);

        var verdict = await Verify();

        Assert.Equal((true, 4L), (verdict.Whole, verdict.Rows));
        Assert.Equal(5, await database.Scalar<int>("select max(id) from audit_log"));
    }

    [Fact]
    public async Task A_row_whose_transaction_ends_late_is_sealed_behind_its_younger_neighbours()
    {
        await using var connection = await database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = new Npgsql.NpgsqlCommand(Insert("LATE"), connection, transaction);
        await insert.ExecuteNonQueryAsync();
        await Write(3);
        await seals.Seal(Noon, 10, default);

        await transaction.CommitAsync();
        var late = await seals.Seal(Noon.AddHours(1), 10, default);
        var verdict = await Verify();

        Assert.Equal((1, 4L), (late.Sealed, late.HeadPosition));
        Assert.True(verdict.Whole);
    }

    [Fact]
    public async Task Sixteen_writers_and_four_that_seal_at_once_make_one_chain()
    {
        using var done = new CancellationTokenSource();
        var sealing = Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!done.IsCancellationRequested) await seals.Seal(Noon, 7, default);
        }).ToList();
        var verifying = Task.Run(async () =>
        {
            var verdicts = new List<AuditVerdict>();
            while (!done.IsCancellationRequested) verdicts.Add(await Verify());
            return verdicts;
        });

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            for (var at = 0; at < 20; at++) await database.Db.Execute(Insert($"WRITER_{writer}"), null, default);
        }));
        await done.CancelAsync();
        await Task.WhenAll(sealing);
        await seals.Seal(Noon, 1000, default);
        var verdict = await Verify();

        Assert.Equal((true, 320L, 320L, 0L), (verdict.Whole, verdict.Rows, verdict.Through, verdict.Ends.Unsealed));
        Assert.All(await verifying, during => Assert.Empty(during.Breaks));
        Assert.NotEmpty(await verifying);
    }

    [Theory]
    [InlineData("update audit_log set action = 'x'")]
    [InlineData("update audit_log set id = default where id = 1")]
    [InlineData("delete from audit_log where id = 2")]
    [InlineData("delete from audit_log where false")]
    [InlineData("truncate audit_log")]
    [InlineData("update audit_seals set hash = sha256('x')")]
    [InlineData("delete from audit_seals where position = 3")]
    [InlineData("truncate audit_seals")]
    [InlineData("truncate audit_anchors")]
    [InlineData("delete from audit_anchors")]
    [InlineData("insert into audit_anchors (position, hash, sealed_at, forgotten_at) select position, hash, sealed_at, now() from audit_seals where position = 2")]
    [InlineData("insert into audit_anchors (position, hash, sealed_at, forgotten_at) values (2, sha256('x'), '2000-01-01Z', now())")]
    public async Task Nothing_of_the_log_or_its_seals_is_changed_or_deleted(string sql)
    {
        await Write(3);
        await seals.Seal(DateTimeOffset.UtcNow, 10, default);

        Assert.Equal("23001", await Rows.Broken(() => database.Execute(sql)));
        Assert.True((await Verify()).Whole);
    }

    [Theory]
    [InlineData("update audit_log set detail = '{\"to\": \"COMPLETED\"}' where id = 4", "ROW_CHANGED 4")]
    [InlineData("update audit_log set actor_id = gen_random_uuid() where id = 4", "ROW_CHANGED 4")]
    [InlineData("update audit_log set created_at = created_at + interval '1 microsecond' where id = 9", "ROW_CHANGED 9")]
    [InlineData("delete from audit_log where id = 4", "ROW_MISSING 4")]
    [InlineData("delete from audit_log where id = 4; delete from audit_seals where audit_id = 4", "SEAL_MISSING 4")]
    [InlineData("delete from audit_log where id between 4 and 6; delete from audit_seals where audit_id between 4 and 6", "SEAL_MISSING 4")]
    [InlineData("update audit_seals set hash = sha256('x') where position = 4", "ROW_CHANGED 4, ROW_CHANGED 5")]
    [InlineData("update audit_log set detail = jsonb_build_object('n', 9 - id) where id in (4, 5)", "ROW_CHANGED 4, ROW_CHANGED 5")]
    [InlineData("update audit_seals set audit_id = -audit_id where position in (4, 5); update audit_seals set audit_id = 9 + audit_id where position in (4, 5)", "ROW_CHANGED 4, ROW_CHANGED 5")]
    [InlineData("update audit_seals set position = position + 100 where position >= 7; update audit_seals set position = position - 101 where position >= 108; delete from audit_seals where position = 107", "ROW_CHANGED 7, ROW_CHANGED 8, ROW_CHANGED 9, ROW_CHANGED 10, ROW_CHANGED 11")]
    [InlineData("delete from audit_log where id <= 3; delete from audit_seals where audit_id <= 3", "SEAL_MISSING 1")]
    public async Task What_the_owner_of_the_database_does_to_the_middle_is_found_at_its_place(string damage, string found)
    {
        await Write(12);
        await seals.Seal(Noon, 100, default);

        await Damage(damage);
        var verdict = await Verify();

        Assert.Equal(found, string.Join(", ", verdict.Breaks.Select(one => $"{one.Code} {one.Position}")));
    }

    [Fact]
    public async Task A_row_that_was_slipped_in_among_old_ones_is_found_and_never_sealed()
    {
        await Write(2);
        await database.Execute("select nextval(pg_get_serial_sequence('audit_log', 'id'))");
        await Write(3);
        await seals.Seal(Noon, 100, default);
        await Write(1);
        await seals.Seal(Noon.AddHours(25), 100, default);

        await database.Execute("insert into audit_log (id, action, created_at) overriding system value values (3, 'FORGED', '2026-03-02T10:00:00Z')");
        var again = await seals.Seal(Noon.AddHours(26), 100, default);
        var verdict = await Verify();

        Assert.Equal(0, again.Sealed);
        Assert.Equal(("ROW_UNSEALED", 3L), (Assert.Single(verdict.Breaks).Code, verdict.Breaks[0].AuditId));
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_is_found_by_what_the_store_remembers()
    {
        await Write(5);
        var first = await seals.Seal(Noon, 100, default);
        await Write(5);
        var second = await seals.Seal(Noon.AddHours(1), 100, default);
        SealWitness[] remembered = [Witness(first), Witness(second)];

        var before = await proof.Verify(remembered, NoProgress.Instance, default);
        await Damage("delete from audit_log where id > 7; delete from audit_seals where audit_id > 7");
        var alone = await Verify();
        var compared = await proof.Verify(remembered, NoProgress.Instance, default);

        Assert.Equal((true, 2), (before.Whole, before.Witnesses));
        Assert.True(alone.Whole);
        Assert.Equal(("TAIL_MISSING", 10L), (Assert.Single(compared.Breaks).Code, compared.Breaks[0].Position));
    }

    [Fact]
    public async Task A_chain_that_was_written_anew_is_found_by_what_the_store_remembers()
    {
        await Write(6);
        var witness = Witness(await seals.Seal(Noon, 100, default));

        await Damage("update audit_log set action = 'OTHER' where id = 2; truncate audit_seals");
        await seals.Seal(Noon, 100, default);
        var alone = await Verify();
        var compared = await proof.Verify([witness], NoProgress.Instance, default);

        Assert.True(alone.Whole);
        Assert.Equal(("WITNESS_DIFFERS", 6L), (Assert.Single(compared.Breaks).Code, compared.Breaks[0].Position));
    }

    [Theory]
    [InlineData(1L, 5, 1L, 5L, "ROW_CHANGED 4")]
    [InlineData(5L, 5, 5L, 9L, "")]
    [InlineData(4L, 1, 4L, 4L, "ROW_CHANGED 4")]
    [InlineData(10L, 500, 10L, 12L, "")]
    [InlineData(13L, 5, 13L, 12L, "")]
    [InlineData(500L, 5, 500L, 499L, "")]
    [InlineData(null, 5, 8L, 12L, "")]
    [InlineData(null, 500, 1L, 12L, "ROW_CHANGED 4")]
    public async Task A_stretch_is_verified_by_itself(long? from, int limit, long first, long last, string found)
    {
        await Write(12);
        await seals.Seal(Noon, 100, default);
        await Damage("update audit_log set action = 'OTHER' where id = 4");

        var verdict = await proof.Verify(from, limit, [], NoProgress.Instance, default);

        Assert.Equal((first, last, last - first + 1), (verdict.From, verdict.Through, verdict.Rows));
        Assert.Equal(found, string.Join(", ", verdict.Breaks.Select(one => $"{one.Code} {one.Position}")));
    }

    [Fact]
    public async Task Old_rows_are_forgotten_from_the_beginning_and_the_rest_stays_proven()
    {
        var old = DateTimeOffset.UtcNow.AddYears(-8);
        await Write(5, old);
        var witness = Witness(await seals.Seal(old, 100, default));
        await Write(4);
        await seals.Seal(DateTimeOffset.UtcNow, 100, default);

        var first = await seals.Forget(DateTimeOffset.UtcNow.AddYears(-7), DateTimeOffset.UtcNow, 3, default);
        var second = await seals.Forget(DateTimeOffset.UtcNow.AddYears(-7), DateTimeOffset.UtcNow, 3, default);
        var third = await seals.Forget(DateTimeOffset.UtcNow.AddYears(-7), DateTimeOffset.UtcNow, 3, default);
        var verdict = await proof.Verify([witness], NoProgress.Instance, default);

        Assert.Equal((3, 2, 0), (first, second, third));
        Assert.Equal((4L, 4L), (await database.Scalar<long>("select count(*) from audit_log"), await database.Scalar<long>("select count(*) from audit_seals")));
        Assert.Equal((true, 6L, 9L, 5L), (verdict.Whole, verdict.From, verdict.Through, verdict.Ends.AnchorPosition));
    }

    [Fact]
    public async Task A_log_that_was_forgotten_to_its_end_goes_on_where_it_was()
    {
        var old = DateTimeOffset.UtcNow.AddYears(-8);
        await Write(3, old);
        await seals.Seal(old, 100, default);
        await seals.Forget(DateTimeOffset.UtcNow.AddYears(-7), DateTimeOffset.UtcNow, 100, default);

        var empty = await Verify();
        await Write(2);
        var sealing = await seals.Seal(DateTimeOffset.UtcNow, 100, default);
        var verdict = await Verify();

        Assert.Equal((true, 3L), (empty.Whole, empty.Ends.HeadPosition));
        Assert.Equal((2, 5L), (sealing.Sealed, sealing.HeadPosition));
        Assert.Equal((true, 2L, 4L), (verdict.Whole, verdict.Rows, verdict.From));
    }

    [Fact]
    public async Task What_is_younger_than_a_year_is_not_forgotten_whoever_asks()
    {
        await Write(3);
        await seals.Seal(DateTimeOffset.UtcNow.AddDays(-300), 100, default);

        Assert.Equal("23001", await Rows.Broken(() => seals.Forget(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, 100, default)));
        Assert.Equal(3, await database.Scalar<int>("select count(*) from audit_log"));
    }

    [Fact]
    public async Task An_anchor_opens_the_way_to_what_lies_before_it_alone_and_for_its_own_transaction_alone()
    {
        var old = DateTimeOffset.UtcNow.AddYears(-8);
        await Write(6, old);
        await seals.Seal(old, 100, default);
        const string Anchor = "insert into audit_anchors (position, hash, sealed_at, forgotten_at) select position, hash, sealed_at, now() from audit_seals where position = 2; ";

        Assert.Equal("23001", await Rows.Broken(() => database.Execute(Anchor + "delete from audit_log where id <= 3")));
        Assert.Equal("23001", await Rows.Broken(() => database.Execute(Anchor + "delete from audit_seals where position <= 3")));
        await database.Execute(Anchor);
        Assert.Equal("23001", await Rows.Broken(() => database.Execute("delete from audit_log where id = 1")));
        Assert.Equal(6, await database.Scalar<int>("select count(*) from audit_log"));
    }

    [Fact]
    public async Task Time_that_goes_backwards_does_not_reach_the_seals()
    {
        await Write(1);
        await seals.Seal(Noon, 100, default);
        await Write(1);
        await seals.Seal(Noon.AddDays(-3), 100, default);

        Assert.Equal(1, await database.Scalar<int>("select count(distinct sealed_at) from audit_seals"));
    }

    private Task<AuditVerdict> Verify() => proof.Verify(null, NoProgress.Instance, default);

    private Task Write(int rows, DateTimeOffset? at = null) => database.Execute(string.Create(CultureInfo.InvariantCulture,
        $"insert into audit_log (action, actor_role, order_id, detail, created_at) select 'ORDER_CHANGED', 'ADMIN', gen_random_uuid(), jsonb_build_object('n', n), '{at ?? Noon:O}' from generate_series(1, {rows}) n"));

    private static string Insert(string action) => $"insert into audit_log (action, created_at) values ('{action}', now())";

    private static SealWitness Witness(Sealing sealing) => new(sealing.HeadPosition, Convert.ToHexStringLower(sealing.HeadHash));

    /// <summary>As somebody who owns the database: the guards are switched off for it.</summary>
    private Task Damage(string sql) => database.Execute($"set session_replication_role = replica; {sql}; set session_replication_role = origin");
}
