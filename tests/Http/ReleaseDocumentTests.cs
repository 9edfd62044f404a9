using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;

namespace Glimmerglass.Tests.Http;

public sealed class ReleaseDocumentTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Reason = "The script only fills in the date. Seen with the dealer.";

    [Fact]
    public async Task A_released_document_counts_and_keeps_its_reasons()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var content = Papers.Pdf();
        var id = await Papers.Rejected(app, order, content);
        var before = await Quote(order);

        var released = await Release(id);

        Assert.Equal((200, "accepted", 2, Reason), (released.Status, released["state"].GetValue<string>(), released["version"].GetValue<int>(), released["releaseReason"].GetValue<string>()));
        Assert.Equal("""[{"code":"PDF_ACTIVE_CONTENT","message":"It has a script.","detail":"object 7"}]""", released["reasons"].ToJsonString());
        var read = await app.As(app.World.Admin).Get($"/api/documents/{id}");
        Assert.Equal((released.ETag, released.Body!.ToJsonString()), (read.ETag, read.Body!.ToJsonString()));
        Assert.Equal("DOCUMENT_REJECTED", before!["code"]!.GetValue<string>());
        Assert.Equal("""[{"code":"PDF_ACTIVE_CONTENT","message":"It has a script.","detail":"object 7"}]""", before["reasons"]!.ToJsonString());
        Assert.Null(await Quote(order));
        Assert.Equal(content, (await Papers.Blob(app.Storage, "documents", id).DownloadContentAsync()).Value.Content.ToArray());
        Assert.Equal(2, (await app.As(app.World.Admin).Get($"/api/orders/{order}"))["version"].GetValue<int>());
        Assert.Equal(1, await app.Database.Scalar<int>($"""
            select count(*) from audit_log
             where action = 'DOCUMENT_RELEASED' and actor_id = '{app.World.Superadmin.Id}' and detail ->> 'documentId' = '{id}' and detail ->> 'reason' = '{Reason}'
            """));
        Assert.Equal(1, await app.Database.Scalar<int>($"select count(*) from outbox where kind = 'DOCUMENT_RELEASED' and payload ->> 'documentId' = '{id}'"));
    }

    [Fact]
    public async Task A_dealer_hears_that_it_was_released_and_neither_why_nor_by_whom()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var (id, hidden) = (await Papers.Rejected(app, order, Papers.Pdf()), await Papers.Rejected(app, order, Papers.Pdf(), visible: false));

        await Release(id);
        await Release(hidden);

        var history = (await app.As(app.World.Dealer).Get($"/api/orders/{order}/history"))["items"].AsArray();
        var told = Assert.Single(history, entry => entry!["kind"]!.GetValue<string>() == "DOCUMENT_RELEASED")!;
        Assert.Null(told["byEmail"]);
        Assert.Null(told["comment"]);
        var read = await app.As(app.World.Dealer).Get($"/api/documents/{id}");
        Assert.Equal("accepted", read["state"].GetValue<string>());
        Assert.DoesNotContain("release", read.Body!.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, await app.Database.Scalar<int>($"select count(*) from outbox where kind = 'DOCUMENT_RELEASED' and payload ->> 'documentId' = '{hidden}'"));
    }

    [Theory, InlineData("image/png", "image/png", "paper.png"), InlineData(null, "application/octet-stream", "paper")]
    public async Task A_released_document_opens_as_what_it_was_found_to_be(string? found, string contentType, string name)
    {
        var content = Papers.Pdf();
        var id = await Papers.Rejected(app, (await An.PlacedOrder(app)).Id, content, foundContentType: found);
        await Release(id);

        var link = (await app.As(app.World.Dealer).Get($"/api/documents/{id}/content")).Headers.Location!;
        using var client = new HttpClient();
        using var answer = await client.GetAsync(link);

        Assert.Equal(content, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(contentType, answer.Content.Headers.ContentType!.ToString());
        Assert.StartsWith($"attachment; filename=\"{name}\"", answer.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ACCEPTED", "accepted"), InlineData("INFECTED", "infected"), InlineData("FAILED", "failed"), InlineData("CHECKING", "checking"), InlineData("EXPIRED", "expired"), InlineData("AWAITING_UPLOAD", "awaiting_upload")]
    public async Task Only_a_rejected_document_is_released(string state, string told)
    {
        var order = (await An.PlacedOrder(app)).Id;
        var id = await Papers.Rejected(app, order, Papers.Pdf(), state: state);

        var refused = Problems.Assert(409, "DOCUMENT_NOT_REJECTED", await Release(id));

        Assert.Equal(told, refused["state"].GetValue<string>());
        Assert.Equal(state == "INFECTED", refused["detail"].GetValue<string>().Contains("never", StringComparison.Ordinal));
        Assert.Equal(0, await app.Database.Scalar<int>($"select count(*) from order_history where order_id = '{order}' and kind = 'DOCUMENT_RELEASED'"));
    }

    [Fact]
    public async Task What_a_scanner_called_malicious_is_not_released_also_when_nobody_condemned_it_yet()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var id = await Papers.Rejected(app, order, Papers.Pdf());
        await app.Database.Execute($"""
            insert into malware_scans (document_id, etag, result, received_at)
            select id, btrim(checked_etag, '"'), 'MALICIOUS', now()
              from documents
             where id = '{id}'
            """);

        Problems.Assert(409, "DOCUMENT_NOT_RELEASABLE", await Release(id));

        Assert.Equal("REJECTED", await app.Database.Scalar<string>($"select state::text from documents where id = '{id}'"));
    }

    [Theory]
    [InlineData("update documents set sha256 = null where id = '{0}'")]
    [InlineData("update documents set checked_etag = null where id = '{0}'")]
    [InlineData("update documents set size_bytes = 0 where id = '{0}'")]
    [InlineData("update documents set checked_etag = 'another' where id = '{0}'")]
    public async Task What_was_not_read_or_is_another_content_is_not_released(string change)
    {
        var order = (await An.PlacedOrder(app)).Id;
        var id = await Papers.Rejected(app, order, Papers.Pdf());
        await app.Database.Execute(string.Format(System.Globalization.CultureInfo.InvariantCulture, change, id));

        Problems.Assert(409, "DOCUMENT_NOT_RELEASABLE", await Release(id));

        Assert.Equal("REJECTED", await State(id));
        Assert.False(await Papers.Blob(app.Storage, "documents", id).ExistsAsync());
    }

    [Fact]
    public async Task What_is_gone_from_quarantine_or_was_replaced_there_is_not_released()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var (gone, replaced) = (await Papers.Rejected(app, order, Papers.Pdf()), await Papers.Rejected(app, order, Papers.Pdf()));
        await Papers.Blob(app.Storage, "quarantine", gone).DeleteAsync();
        await Papers.Blob(app.Storage, "quarantine", replaced).UploadAsync(new BinaryData(Papers.Pdf()), new BlobUploadOptions());

        var refused = new[] { await Release(gone), await Release(replaced) };

        Assert.All(refused, answer => Assert.Contains("quarantine", Problems.Assert(409, "DOCUMENT_NOT_RELEASABLE", answer)["detail"].GetValue<string>(), StringComparison.Ordinal));
        Assert.False(await Papers.Blob(app.Storage, "documents", replaced).ExistsAsync());
    }

    [Theory, InlineData("{}"), InlineData("""{"reason":null}"""), InlineData("""{"reason":"  no  "}"""), InlineData("long")]
    public async Task A_release_has_its_reason(string body)
    {
        var id = await Papers.Rejected(app, (await An.PlacedOrder(app)).Id, Papers.Pdf());

        var refused = await app.As(app.World.Superadmin).Post($"/api/documents/{id}/release", body == "long" ? new { reason = new string('x', 1001) } : body);

        Assert.Equal(["reason"], Problems.Assert(400, "INVALID", refused).Complaints());
        Assert.Equal("REJECTED", await State(id));
    }

    [Theory, InlineData("\ud83c\udf0a\ud83c\udf0a"), InlineData("x\ud83c\udf0a"), InlineData("  yes\n")]
    public async Task A_short_reason_in_any_script_is_one(string reason) =>
        Assert.Equal(200, (await app.As(app.World.Superadmin).Post($"/api/documents/{await Papers.Rejected(app, (await An.PlacedOrder(app)).Id, Papers.Pdf())}/release", new { reason })).Status);

    [Fact]
    public async Task Nobody_but_a_superadmin_releases()
    {
        var id = await Papers.Rejected(app, (await An.PlacedOrder(app)).Id, Papers.Pdf());
        var path = $"/api/documents/{id}/release";

        foreach (var user in (TestUser[])[app.World.Dealer, app.World.Admin, app.World.AdminOfA, app.World.AdminOfB, app.World.ViewingAdmin])
        {
            Problems.Assert(403, "NOT_ALLOWED", await app.As(user).Post(path, new { reason = Reason }));
        }
        Problems.Assert(401, "NOT_SIGNED_IN", await app.Anonymous.Post(path, new { reason = Reason }));
        Problems.Assert(404, "NOT_FOUND", await app.As(app.World.Superadmin).Post($"/api/documents/{Guid.NewGuid()}/release", new { reason = Reason }));
        Problems.Assert(400, "MALFORMED_BODY", await app.As(app.World.Superadmin).Post(path, new { reason = Reason, state = "accepted" }));
        Assert.Equal("REJECTED", await State(id));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_answer_and_one_release()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var (id, other) = (await Papers.Rejected(app, order, Papers.Pdf()), await Papers.Rejected(app, order, Papers.Pdf()));

        var first = await Release(id, key: "once");
        var again = await Release(id, key: "once");
        var elsewhere = await Release(other, key: "once");
        var without = await Release(id);

        Assert.Equal((200, 200, 422, 409), (first.Status, again.Status, elsewhere.Status, without.Status));
        Assert.Equal((first.Body!.ToJsonString(), first.ETag), (again.Body!.ToJsonString(), again.ETag));
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(1, await app.Database.Scalar<int>($"select count(*) from order_history where order_id = '{order}' and kind = 'DOCUMENT_RELEASED'"));
    }

    [Fact]
    public async Task A_version_that_is_named_must_be_the_newest()
    {
        var id = await Papers.Rejected(app, (await An.PlacedOrder(app)).Id, Papers.Pdf());
        var tag = (await app.As(app.World.Superadmin).Get($"/api/documents/{id}")).ETag;
        await app.As(app.World.Admin).Patch($"/api/documents/{id}", new { visibleToDealer = false });

        Problems.Assert(412, "STALE", await Release(id, ifMatch: tag));

        Assert.Equal(200, (await Release(id, ifMatch: (await app.As(app.World.Superadmin).Get($"/api/documents/{id}")).ETag)).Status);
    }

    [Fact]
    public async Task Of_releases_deletions_and_changes_at_once_one_decides_where_the_content_is()
    {
        for (var round = 0; round < 6; round++)
        {
            var order = (await An.PlacedOrder(app)).Id;
            var id = await Papers.Rejected(app, order, Papers.Pdf());
            var admin = app.As(app.World.Admin);
            var acts = Enumerable.Range(0, 8).Select(number => (number % 4) switch
            {
                0 when round % 2 == 0 => admin.Send(HttpMethod.Delete, $"/api/documents/{id}"),
                1 => admin.Patch($"/api/documents/{id}", new { visibleToDealer = number > 4 }),
                _ => Release(id),
            });

            var answers = await Task.WhenAll(acts);

            Assert.All(answers, answer => Assert.True(answer.Status is 200 or 204 or 404 or 409 or 412, $"{answer} {app.Log.Lines.LastOrDefault(line => line.Fault is not null).Fault}"));
            var state = await app.Database.Scalar<string>($"select (select state::text from documents where id = '{id}')");
            Assert.Equal(state == "ACCEPTED", (await Papers.Blob(app.Storage, "documents", id).ExistsAsync()).Value);
            Assert.InRange(await app.Database.Scalar<int>($"select count(*) from order_history where order_id = '{order}' and kind = 'DOCUMENT_RELEASED'"), state == "ACCEPTED" ? 1 : 0, 1);
        }
    }

    private Task<Answered> Release(Guid id, string? key = null, string? ifMatch = null) =>
        app.As(app.World.Superadmin).Post($"/api/documents/{id}/release", new { reason = Reason }, ifMatch, key);

    private Task<string> State(Guid id) => app.Database.Scalar<string>($"select state::text from documents where id = '{id}'");

    private async Task<JsonNode?> Quote(Guid order) =>
        (await app.As(app.World.Dealer).Get($"/api/orders/{order}/status?to=IN_PRODUCTION"))["moves"][0]!["blockers"]!.AsArray()
            .SingleOrDefault(blocker => blocker!["subject"]!.GetValue<string>() == "QUOTE");
}
