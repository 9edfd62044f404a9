namespace Glimmerglass.Tests.Jobs;

/// <summary>What will never have a verdict: slots that nobody used, and documents whose upload is gone.</summary>
public sealed class ExpiredUploadTests : IAsyncLifetime
{
    private static readonly Standing missing = new()
    {
        State = "FAILED",
        Codes = """["CONTENT_MISSING"]""",
        Attempts = 1,
        Version = 2,
        OrderVersion = 2,
        Told = 1,
        Audited = 1,
        Noticed = 1,
    };

    private readonly CheckRoom room = new();

    public Task InitializeAsync() => room.InitializeAsync();

    public Task DisposeAsync() => room.DisposeAsync();

    [Fact]
    public async Task A_slot_that_was_not_used_for_a_day_expires_without_a_word_to_the_order()
    {
        var document = await room.Announced(Papers.Pdf());
        var before = await room.Standing(document);

        room.Clock.Advance(TimeSpan.FromHours(23));
        await room.Expire();
        var young = await room.Standing(document);
        room.Clock.Advance(TimeSpan.FromHours(2));
        await room.Expire();
        await room.Expire();

        Assert.Equal(before, young);
        Assert.Equal(before with { State = "EXPIRED", Version = 2 }, await room.Standing(document));
        Assert.Equal(1, await room.Database.Scalar<int>($"select count(*) from audit_log where action = 'DOCUMENT_EXPIRED' and detail ->> 'documentId' = '{document.Id}'"));
    }

    [Fact]
    public async Task A_slot_that_was_used_is_left_to_its_check()
    {
        var used = await room.Uploaded(Papers.Pdf());
        var judged = await room.Uploaded(Papers.TestVirus());
        await room.Run(judged.Id);
        room.Clock.Advance(TimeSpan.FromDays(2));

        await room.Expire();
        var waiting = await room.Standing(used);
        await room.FindLost();

        Assert.Equal("AWAITING_UPLOAD", waiting.State);
        Assert.Equal("ACCEPTED", (await room.Standing(used)).State);
        Assert.Equal(("INFECTED", 1), ((await room.Standing(judged)).State, (await room.Standing(judged)).Told));
    }

    [Fact]
    public async Task More_slots_than_fit_into_one_batch_expire_in_one_run()
    {
        var used = await room.Uploaded(Papers.Pdf());
        await room.Database.Execute($"""
            insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
            select gen_random_uuid(), order_id, kind, file_name, content_type, announced_bytes, visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at
              from documents, generate_series(1, 450)
             where id = '{used.Id}'
            """);
        room.Clock.Advance(TimeSpan.FromDays(2));

        await room.Expire();

        Assert.Equal(450, await room.Database.Scalar<int>("select count(*) from documents where state = 'EXPIRED'"));
        Assert.Equal("AWAITING_UPLOAD", (await room.Standing(used)).State);
    }

    [Fact]
    public async Task A_slot_that_is_being_changed_is_left_for_the_next_run()
    {
        var document = await room.Announced(Papers.Pdf());
        room.Clock.Advance(TimeSpan.FromDays(2));
        await using var connection = await room.Database.Connect();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var hold = new Npgsql.NpgsqlCommand($"select 1 from documents where id = '{document.Id}' for update", connection);
            await hold.ExecuteScalarAsync();
            await room.Expire();
        }
        var held = await room.Standing(document);

        await room.Expire();

        Assert.Equal(("AWAITING_UPLOAD", "EXPIRED"), (held.State, (await room.Standing(document)).State));
    }

    [Fact]
    public async Task An_upload_in_an_expired_slot_goes_to_quarantine()
    {
        var document = await room.Announced(Papers.Pdf());
        room.Clock.Advance(TimeSpan.FromDays(2));
        await room.Expire();

        await room.Upload(document.Id.ToString(), Papers.Pdf());
        await room.Run(document.Id);

        var standing = await room.Standing(document);
        Assert.Equal(("EXPIRED", 0, false, false, 1), (standing.State, standing.Attempts, standing.Incoming, standing.Kept, standing.Quarantined));
    }

    [Fact]
    public async Task A_document_whose_upload_is_gone_is_failed_and_its_uploader_hears_of_it()
    {
        var document = await room.Uploaded(Papers.Pdf());
        await Assert.ThrowsAsync<CutOff>(() => room.Run(document.Id, new RequestSteps().Before(RequestSteps.Read, () => throw new CutOff())));
        await Papers.Blob(room.Storage, "incoming", document.Id).DeleteAsync();

        await room.Expire();
        var young = await room.Standing(document);
        room.Clock.Advance(TimeSpan.FromHours(2));
        await room.Expire();
        await room.Expire();

        Assert.Equal(("CHECKING", 0), (young.State, young.Told));
        Assert.Equal(missing, await room.Standing(document));
    }

    [Fact]
    public async Task What_was_kept_but_never_judged_in_writing_does_not_count()
    {
        var document = await room.Uploaded(Papers.Pdf());
        await Assert.ThrowsAsync<CutOff>(() => room.Run(document.Id, new RequestSteps().After(RequestSteps.Finish, () => throw new CutOff())));
        await Papers.Blob(room.Storage, "incoming", document.Id).DeleteAsync();
        var kept = (await room.Standing(document)).Kept;
        room.Clock.Advance(TimeSpan.FromHours(2));

        await room.Expire();

        Assert.True(kept);
        Assert.Equal(missing with { Quarantined = 1 }, await room.Standing(document));
    }

    [Fact]
    public async Task A_check_that_has_its_upload_still_is_not_ended()
    {
        var document = await room.Uploaded(Papers.Pdf());
        await Assert.ThrowsAsync<CutOff>(() => room.Run(document.Id, new RequestSteps().Before(RequestSteps.Read, () => throw new CutOff())));
        room.Clock.Advance(TimeSpan.FromHours(2));

        await room.Expire();

        Assert.Equal("CHECKING", (await room.Standing(document)).State);
    }
}
