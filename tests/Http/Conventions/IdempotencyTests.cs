namespace Glimmerglass.Tests.Http.Conventions;

public sealed class IdempotencyTests(TestApp app) : IClassFixture<TestApp>
{
    private readonly string key = Guid.NewGuid().ToString();

    [Fact]
    public async Task The_same_request_again_gets_the_first_answer()
    {
        var before = await RowCounts.Of(app);

        var first = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: key);
        var again = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: key);

        Assert.Equal((201, 201), (first.Status, again.Status));
        Assert.Equal(first.Body!.ToJsonString(), again.Body!.ToJsonString());
        Assert.Equal((first.ETag, first.Headers.Location), (again.ETag, again.Headers.Location));
        Assert.Equal($"/api/orders/{first.Id}", first.Headers.Location?.ToString());
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(before.AndOneOrder() with { Keys = before.Keys + 1 }, await RowCounts.Of(app));
    }

    [Fact]
    public async Task The_first_answer_is_given_again_after_the_order_went_on()
    {
        var first = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World), key: key);
        await app.As(app.World.Admin).Patch($"/api/orders/{first.Id}", new { notes = "changed" }, first.ETag);

        var again = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World), key: key);

        Assert.Equal((201, first.Body!.ToJsonString()), (again.Status, again.Body!.ToJsonString()));
    }

    [Fact]
    public async Task Another_body_with_the_same_key_is_refused()
    {
        await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: key);
        var before = await RowCounts.Of(app);

        var other = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World).With("notes", "another"), key: key);
        var broken = await app.As(app.World.Dealer).Post("/api/orders", "{}", key: key);

        Problems.Assert(422, "IDEMPOTENCY_KEY_REUSED", other);
        Problems.Assert(422, "IDEMPOTENCY_KEY_REUSED", broken);
        Assert.Equal(before, await RowCounts.Of(app));
    }

    [Fact]
    public async Task Another_caller_with_the_same_key_makes_another_order()
    {
        var one = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: key);
        var other = await app.As(app.World.OtherDealer).Post("/api/orders", An.Order(app.World), key: key);

        Assert.Equal((201, 201), (one.Status, other.Status));
        Assert.NotEqual(one.Id, other.Id);
        Assert.False(other.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task A_key_belongs_to_one_order_of_a_door()
    {
        var (one, other) = (await An.PlacedOrder(app), await An.PlacedOrder(app));
        await app.As(app.World.Dealer).Post($"/api/orders/{one.Id}/comments", new { text = "when?" }, key: key);

        var again = await app.As(app.World.Dealer).Post($"/api/ORDERS/{one.Id}/comments", new { text = "when?" }, key: key);
        var elsewhere = await app.As(app.World.Dealer).Post($"/api/orders/{other.Id}/comments", new { text = "when?" }, key: key);

        Assert.Equal((201, "true"), (again.Status, again.Headers.GetValues("Idempotency-Replayed").Single()));
        Problems.Assert(422, "IDEMPOTENCY_KEY_REUSED", elsewhere);
        Assert.Equal(0, await Comments(other.Id));
    }

    [Fact]
    public async Task The_same_key_at_another_door_is_another_key()
    {
        var placed = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: key);

        var commented = await app.As(app.World.Dealer).Post($"/api/orders/{placed.Id}/comments", new { text = "thanks" }, key: key);

        Assert.Equal(201, commented.Status);
        Assert.False(commented.Headers.Contains("Idempotency-Replayed"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("tab\there")]
    public async Task A_malformed_key_is_refused(string malformed)
    {
        var before = await RowCounts.Of(app);

        var answer = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: malformed);

        Problems.Assert(400, "INVALID_HEADER", answer);
        Assert.Equal("Idempotency-Key", answer["header"].GetValue<string>());
        Assert.Equal(before, await RowCounts.Of(app));
    }

    [Fact]
    public async Task A_key_has_at_most_255_characters_and_comes_alone()
    {
        var longest = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: new string('~', 255));
        var longer = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: new string('~', 256));
        var two = await app.As(app.World.Dealer).Send(
            HttpMethod.Post, "/api/orders", An.Order(app.World), headers: [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]);

        Assert.Equal(201, longest.Status);
        Problems.Assert(400, "INVALID_HEADER", longer);
        Problems.Assert(400, "INVALID_HEADER", two);
    }

    [Fact]
    public async Task A_refused_request_burns_no_key()
    {
        var before = await RowCounts.Of(app);

        var refused = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World).With("colorId", Guid.NewGuid()), key: key);
        var between = await RowCounts.Of(app);
        var mended = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: key);

        Problems.Assert(400, "INVALID", refused);
        Assert.Equal(before, between);
        Assert.Equal(201, mended.Status);
        Assert.False(mended.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task A_taken_serial_number_burns_no_key()
    {
        await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World).With("serialNumber", key));

        var refused = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World).With("serialNumber", key.ToUpperInvariant()), key: key);
        var mended = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World), key: key);

        Problems.Assert(409, "SERIAL_TAKEN", refused);
        Assert.Equal(201, mended.Status);
    }

    [Fact]
    public async Task Of_64_equal_requests_at_once_one_makes_the_order()
    {
        var before = await RowCounts.Of(app);
        using var dealer = app.As(app.World.Dealer);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => dealer.Post("/api/orders", An.Order(app.World), key: key)));

        var placed = answers.Where(answer => answer.Status == 201).ToList();
        Assert.All(answers.Except(placed), answer => Problems.Assert(409, "IDEMPOTENCY_KEY_IN_FLIGHT", answer));
        Assert.All(answers.Except(placed), answer => Assert.Equal("1", answer.Headers.GetValues("Retry-After").Single()));
        Assert.Single(placed, answer => !answer.Headers.Contains("Idempotency-Replayed"));
        Assert.Single(placed.Select(answer => answer.Body!.ToJsonString()).Distinct());
        Assert.Equal(before.AndOneOrder() with { Keys = before.Keys + 1 }, await RowCounts.Of(app));
    }

    [Fact]
    public async Task Of_64_comments_under_one_key_one_is_written()
    {
        var placed = await An.PlacedOrder(app);
        using var dealer = app.As(app.World.Dealer);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => dealer.Post($"/api/orders/{placed.Id}/comments", new { text = "when?" }, key: key)));

        Assert.All(answers, answer => Assert.Contains((answer.Status, answer.Code), new (int, string?)[] { (201, null), (409, "IDEMPOTENCY_KEY_IN_FLIGHT") }));
        Assert.Equal(1, await Comments(placed.Id));
    }

    [Fact]
    public async Task A_request_that_is_being_worked_on_is_not_begun_again()
    {
        await using var connection = await app.Database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var hold = connection.CreateCommand();
        hold.CommandText = $"select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', '{app.World.Dealer.Id}'::uuid, 'CreateOrder', '{key}'), 0))";
        await hold.ExecuteNonQueryAsync();
        var before = await RowCounts.Of(app);

        var refused = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: key);
        await transaction.RollbackAsync();
        var placed = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: key);

        Problems.Assert(409, "IDEMPOTENCY_KEY_IN_FLIGHT", refused);
        Assert.Equal("1", refused.Headers.GetValues("Retry-After").Single());
        Assert.Equal(201, placed.Status);
        Assert.Equal(before.AndOneOrder() with { Keys = before.Keys + 1 }, await RowCounts.Of(app));
    }

    private Task<long> Comments(Guid order) => app.Database.Scalar<long>($"select count(*) from order_history where order_id = '{order}' and kind = 'COMMENT'");
}
