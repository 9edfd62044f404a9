using Dapper;
using Glimmerglass.Data.Idempotency;
using Npgsql;

namespace Glimmerglass.Tests.Stores;

public sealed class IdempotencyClaimTests(Rows rows) : IClassFixture<Rows>
{
    private static readonly DateTime Now = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);
    private readonly Guid caller = Guid.NewGuid();

    [Fact]
    public async Task Without_a_key_there_is_nothing_to_claim()
    {
        Assert.Equal("CLEAR", await Claim(null));
        Assert.Equal(0, await Kept());
    }

    [Fact]
    public async Task A_key_is_clear_once_and_taken_after_it()
    {
        Assert.Equal("CLEAR", await Claim("a"));
        Assert.Equal("TAKEN", await Claim("a", answer: "other"));
        Assert.Equal("answer", await Answer("a"));
    }

    [Fact]
    public async Task A_key_belongs_to_its_caller_and_its_door()
    {
        await Claim("a");

        Assert.Equal("CLEAR", await Claim("a", door: "Another"));
        Assert.Equal("CLEAR", await Claim("A"));
        Assert.Equal("CLEAR", await Claim("a", by: Guid.NewGuid()));
    }

    [Fact]
    public async Task A_key_is_forgotten_after_24_hours_and_not_before()
    {
        await Claim("a");

        Assert.Equal("TAKEN", await Claim("a", at: Now.AddHours(24).AddTicks(-10), answer: "second"));
        Assert.Equal("CLEAR", await Claim("a", at: Now.AddHours(24), answer: "third"));
        Assert.Equal("third", await Answer("a"));
        Assert.Equal("TAKEN", await Claim("a", at: Now.AddHours(25)));
    }

    [Fact]
    public async Task A_key_that_somebody_holds_is_in_flight_until_its_end()
    {
        await using var other = await rows.Database.Connect();
        await using var transaction = await other.BeginTransactionAsync();
        Assert.Equal("CLEAR", await Claim("a", over: other));

        Assert.Equal("IN_FLIGHT", await Claim("a"));
        Assert.Equal("CLEAR", await Claim("b"));

        await transaction.CommitAsync();
        Assert.Equal("TAKEN", await Claim("a"));
    }

    [Fact]
    public async Task A_change_that_was_rolled_back_leaves_its_key_clear()
    {
        await using (var other = await rows.Database.Connect())
        {
            await using var transaction = await other.BeginTransactionAsync();
            await Claim("a", over: other);
            await transaction.RollbackAsync();
        }

        Assert.Equal("CLEAR", await Claim("a"));
    }

    [Fact]
    public async Task Of_many_at_once_one_gets_the_key()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => ClaimThroughTheApp("many")));

        Assert.Single(outcomes, outcome => outcome == "CLEAR");
        Assert.All(outcomes.Where(outcome => outcome != "CLEAR"), outcome => Assert.True(outcome is "TAKEN" or "IN_FLIGHT"));
        Assert.Equal(1, await Kept());
    }

    [Fact]
    public async Task Keys_past_their_lifetime_are_deleted_a_batch_at_a_time()
    {
        var store = new IdempotencyStore(rows.Database.Db);
        var long_ago = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (var key in new[] { "x", "y", "z" }) await Claim(key, at: long_ago);
        await Claim("young", at: long_ago.AddHours(1));

        Assert.Equal(2, await store.Forget(long_ago.AddHours(24), 2, CancellationToken.None));
        Assert.Equal(1, await store.Forget(long_ago.AddHours(24), 2, CancellationToken.None));
        Assert.Equal(0, await store.Forget(long_ago.AddHours(24), 2, CancellationToken.None));
        Assert.Equal(1, await Kept());
    }

    [Fact]
    public async Task An_answer_is_found_while_its_key_lives()
    {
        var store = new IdempotencyStore(rows.Database.Db);
        await Claim("a");
        var claim = new IdempotencyClaim(caller, "Door", "a", [1]);

        Assert.Equal("answer", (await store.Find(claim, Now.AddHours(24).AddTicks(-10), CancellationToken.None))?.AnswerBody);
        Assert.Null(await store.Find(claim, Now.AddHours(24), CancellationToken.None));
        Assert.Null(await store.Find(claim with { Door = "Another" }, Now, CancellationToken.None));
    }

    private const string Sql = "select claim_idempotency_key(@by, @door, @key, @fingerprint, 201, '/l', '\"1\"', @answer, @at)";

    private async Task<string> Claim(string? key, string door = "Door", Guid? by = null, DateTime? at = null, string answer = "answer", NpgsqlConnection? over = null)
    {
        await using var own = over is null ? await rows.Database.Connect() : null;
        return (await (over ?? own)!.ExecuteScalarAsync<string>(Sql, Parameters(key, door, by ?? caller, at ?? Now, answer)))!;
    }

    private async Task<string> ClaimThroughTheApp(string key) => (await rows.Database.Db.QueryOne<string>(Sql, Parameters(key, "Door", caller, Now, "answer"), CancellationToken.None))!;

    private static object Parameters(string? key, string door, Guid by, DateTime at, string answer) => new { by, door, key, fingerprint = new byte[] { 1 }, answer, at };

    private Task<int> Kept() => rows.Database.Scalar<int>($"select count(*) from idempotency_keys where caller_id = '{caller}'");

    private Task<string> Answer(string key) => rows.Database.Scalar<string>($"select answer from idempotency_keys where caller_id = '{caller}' and key = '{key}' and door = 'Door'");
}
