using System.Globalization;
using System.Web;

namespace Glimmerglass.Tests.Http;

public sealed class RequestUploadTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_dealer_gets_a_document_and_its_slot()
    {
        var order = await An.PlacedOrder(app);
        var sha256 = new string('A', 64);

        var answer = await app.As(app.World.Dealer).Post($"/api/orders/{order.Id}/documents", An.Announcement("QUOTE").With("sha256", sha256));

        Assert.Equal(201, answer.Status);
        Assert.Equal($"/api/documents/{answer.Id}", answer.Headers.Location!.OriginalString);
        Assert.Equal("awaiting_upload", answer["state"].GetValue<string>());
        Assert.Equal((order.Id, "QUOTE", "paper.pdf", "application/pdf", 1000, true, "DEALER", 1),
            (answer["orderId"].GetValue<Guid>(), answer["kind"].GetValue<string>(), answer["fileName"].GetValue<string>(), answer["contentType"].GetValue<string>(),
             answer["sizeBytes"].GetValue<int>(), answer["visibleToDealer"].GetValue<bool>(), answer["uploadedByRole"].GetValue<string>(), answer["version"].GetValue<int>()));
        var read = await app.As(app.World.Dealer).Get($"/api/documents/{answer.Id}");
        Assert.Equal(answer.ETag, read.ETag);
        Assert.Null(read.Body!["upload"]);
        Assert.Equal(1, await app.Database.Scalar<int>($"select count(*) from order_history where order_id = '{order.Id}' and kind = 'DOCUMENT_ANNOUNCED' and visible_to_dealer"));
        Assert.Equal(1, await app.Database.Scalar<int>($"select count(*) from audit_log where action = 'DOCUMENT_ANNOUNCED' and detail ->> 'documentId' = '{answer.Id}' and actor_id = '{app.World.Dealer.Id}'"));
        Assert.Equal(sha256.ToLowerInvariant(), await app.Database.Scalar<string>($"select encode(announced_sha256, 'hex') from documents where id = '{answer.Id}'"));
    }

    [Fact]
    public async Task The_slot_may_create_one_blob_for_15_minutes()
    {
        var order = await An.PlacedOrder(app);

        var answer = await Papers.Announced(app, app.World.Dealer, order.Id, "QUOTE", Papers.Pdf());

        var slot = answer["upload"];
        var url = new Uri(slot["url"]!.GetValue<string>());
        var link = HttpUtility.ParseQueryString(url.Query);
        var expires = slot["expiresAt"]!.GetValue<DateTimeOffset>();
        Assert.EndsWith($"/incoming/{answer.Id}", url.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(("c", "b"), (link["sp"], link["sr"]));
        Assert.Equal(TimeSpan.FromMinutes(15), expires - answer["createdAt"].GetValue<DateTimeOffset>());
        Assert.InRange((expires - DateTimeOffset.Parse(link["se"]!, CultureInfo.InvariantCulture)).TotalSeconds, 0, 1);
        Assert.Equal("PUT", slot["method"]!.GetValue<string>());
        Assert.Equal("""{"x-ms-blob-type":"BlockBlob","Content-Type":"application/pdf"}""", slot["headers"]!.ToJsonString());
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("PROOF_OF_PAYMENT", true), InlineData("PROOF_OF_FINAL_PAYMENT", true), InlineData("QUOTE", true), InlineData("OTHER", true)]
    [InlineData("INVOICE", false), InlineData("BUILD_SHEET", false), InlineData("POST_PRODUCTION_MEDIA", false), InlineData("SHIPPING_CHECKLIST", false)]
    [InlineData("PRE_SHIPPING_MEDIA", false), InlineData("BILL_OF_LADING", false), InlineData("PAID_INVOICE", false), InlineData("WARRANTY", false), InlineData("MANUAL", false)]
    public async Task A_dealer_uploads_the_kinds_that_say_so_and_an_admin_all(string kind, bool byDealer)
    {
        var order = await An.PlacedOrder(app);

        var dealers = await app.As(app.World.Dealer).Post($"/api/orders/{order.Id}/documents", An.Announcement(kind));
        var admins = await app.As(app.World.Admin).Post($"/api/orders/{order.Id}/documents", An.Announcement(kind));

        Assert.Equal(byDealer ? 201 : 403, dealers.Status);
        if (!byDealer) Assert.Equal("NOT_ALLOWED", dealers.Code);
        Assert.Equal(201, admins.Status);
        Assert.Equal(byDealer ? 2 : 1, await Rows(order.Id));
    }

    [Theory, InlineData("NO_SUCH_KIND"), InlineData("OLD_FORM"), InlineData("quote"), InlineData("")]
    public async Task A_kind_that_is_unknown_or_not_active_is_refused(string kind)
    {
        await app.Database.Execute("insert into document_definitions (key, label, active, sort_order) values ('OLD_FORM', 'Old form', false, 99) on conflict do nothing");
        var order = await An.PlacedOrder(app);

        var answer = await app.As(app.World.Admin).Post($"/api/orders/{order.Id}/documents", An.Announcement(kind));

        Assert.Equal((400, "INVALID"), (answer.Status, answer.Code));
        Assert.NotEmpty(answer["errors"]["kind"]!.AsArray());
        Assert.Equal(0, await Rows(order.Id));
    }

    [Theory]
    [InlineData("fileName", "")]
    [InlineData("fileName", "..")]
    [InlineData("fileName", "a/b.pdf")]
    [InlineData("fileName", "..\\b.pdf")]
    [InlineData("fileName", "line\nbreak.pdf")]
    [InlineData("fileName", "turned\u202Efdp.exe")]
    [InlineData("fileName", "page.url")]
    [InlineData("fileName", "page.webloc.")]
    [InlineData("fileName", "program.exe")]
    [InlineData("fileName", "picture.png")]
    [InlineData("contentType", "")]
    [InlineData("contentType", "text/html")]
    [InlineData("contentType", "video/mp4")]
    [InlineData("contentType", "image/svg+xml")]
    [InlineData("contentType", "application/pdf\r\nX-Evil: 1")]
    [InlineData("sizeBytes", 0L)]
    [InlineData("sizeBytes", -1L)]
    [InlineData("sizeBytes", (25L << 20) + 1)]
    [InlineData("sizeBytes", long.MaxValue)]
    [InlineData("sha256", "")]
    [InlineData("sha256", "abc")]
    [InlineData("sha256", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public async Task An_announcement_is_refused_by_the_member_that_is_wrong(string member, object value)
    {
        var order = await An.PlacedOrder(app);

        var answer = await app.As(app.World.Dealer).Post($"/api/orders/{order.Id}/documents", An.Announcement("QUOTE").With(member, value));

        Assert.Equal((400, "INVALID"), (answer.Status, answer.Code));
        Assert.NotEmpty(answer["errors"][member]!.AsArray());
        Assert.Equal(0, await Rows(order.Id));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var order = await An.PlacedOrder(app);
        var body = An.Announcement("QUOTE", 0).With("fileName", "a/b").With("contentType", "text/plain").With("sha256", "x").With("visibleToDealer", false);

        var answer = await app.As(app.World.Dealer).Post($"/api/orders/{order.Id}/documents", body);

        Assert.Equal(400, answer.Status);
        Assert.Equal(["contentType", "fileName", "sha256", "sizeBytes", "visibleToDealer"], answer["errors"].AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Videos_are_for_the_kinds_of_pictures_and_may_be_larger()
    {
        var order = await An.PlacedOrder(app);
        var video = An.Announcement("PRE_SHIPPING_MEDIA", 500L << 20).With("fileName", "walk.mp4").With("contentType", "video/mp4");

        var largest = await app.As(app.World.Admin).Post($"/api/orders/{order.Id}/documents", video);
        var larger = await app.As(app.World.Admin).Post($"/api/orders/{order.Id}/documents", video.With("sizeBytes", (500L << 20) + 1));

        Assert.Equal(201, largest.Status);
        Assert.Equal((400, "INVALID"), (larger.Status, larger.Code));
    }

    [Theory]
    [InlineData("kind", 7), InlineData("sizeBytes", "1000"), InlineData("sizeBytes", 1.5), InlineData("visibleToDealer", "yes"), InlineData("fileName", null)]
    [InlineData("state", "accepted"), InlineData("sizeBytes", true)]
    public async Task A_member_of_another_type_or_name_is_malformed(string member, object? value)
    {
        var order = await An.PlacedOrder(app);

        var answer = await app.As(app.World.Admin).Post($"/api/orders/{order.Id}/documents", An.Announcement("QUOTE").With(member, value));

        Assert.Equal((400, "MALFORMED_BODY"), (answer.Status, answer.Code));
        Assert.Contains(member, answer["path"].GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(0, await Rows(order.Id));
    }

    [Fact]
    public async Task Visibility_follows_the_kind_unless_an_admin_says_otherwise()
    {
        await app.Database.Execute("insert into document_definitions (key, label, sort_order, visible_to_dealer_default, dealer_may_upload) values ('COSTING', 'Costing', 98, false, true) on conflict do nothing");
        var order = await An.PlacedOrder(app);

        var hidden = await Papers.Announced(app, app.World.Admin, order.Id, "COSTING", Papers.Pdf());
        var shown = await Papers.Announced(app, app.World.Admin, order.Id, "COSTING", [], An.Announcement("COSTING").With("visibleToDealer", true));
        var overridden = await Papers.Announced(app, app.World.Admin, order.Id, "QUOTE", [], An.Announcement("QUOTE").With("visibleToDealer", false));
        var dealers = await Papers.Announced(app, app.World.Dealer, order.Id, "COSTING", Papers.Pdf());

        Assert.Equal([false, true, false, true], new[] { hidden, shown, overridden, dealers }.Select(document => document["visibleToDealer"].GetValue<bool>()));
        Assert.Equal(404, (await app.As(app.World.Dealer).Get($"/api/documents/{hidden.Id}")).Status);
        Assert.Equal(200, (await app.As(app.World.Dealer).Get($"/api/documents/{dealers.Id}")).Status);
    }

    [Fact]
    public async Task A_dealer_cannot_hide_its_document_from_itself()
    {
        var order = await An.PlacedOrder(app);

        var answer = await app.As(app.World.Dealer).Post($"/api/orders/{order.Id}/documents", An.Announcement("QUOTE").With("visibleToDealer", false));

        Assert.Equal((400, "INVALID"), (answer.Status, answer.Code));
        Assert.NotNull(answer["errors"]["visibleToDealer"]);
        Assert.Equal(0, await Rows(order.Id));
    }

    public static TheoryData<string, int, string> Others => new()
    {
        { nameof(World.OtherDealer), 404, "NOT_FOUND" },
        { nameof(World.AdminOfB), 404, "NOT_FOUND" },
        { nameof(World.ViewingAdmin), 403, "NOT_ALLOWED" },
        { nameof(World.InventoryAdmin), 403, "NOT_ALLOWED" },
        { nameof(World.UnapprovedDealer), 403, "NOT_APPROVED" },
        { nameof(World.DisabledAdmin), 403, "NOT_APPROVED" },
    };

    [Theory, MemberData(nameof(Others))]
    public async Task Others_get_no_slot(string who, int status, string code)
    {
        var order = await An.PlacedOrder(app);
        var user = (TestUser)typeof(World).GetProperty(who)!.GetValue(app.World)!;

        var answer = await app.As(user).Post($"/api/orders/{order.Id}/documents", An.Announcement("QUOTE"));

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal(0, await Rows(order.Id));
    }

    [Fact]
    public async Task Nobody_gets_a_slot_without_signing_in_or_without_an_order()
    {
        var order = await An.PlacedOrder(app);

        var anonymous = await app.Anonymous.Post($"/api/orders/{order.Id}/documents", An.Announcement("QUOTE"));
        var nowhere = await app.As(app.World.Admin).Post($"/api/orders/{Guid.NewGuid()}/documents", An.Announcement("QUOTE"));
        var ofA = await app.As(app.World.AdminOfA).Post($"/api/orders/{order.Id}/documents", An.Announcement("QUOTE"));

        Assert.Equal((401, "NOT_SIGNED_IN"), (anonymous.Status, anonymous.Code));
        Assert.Equal((404, "NOT_FOUND"), (nowhere.Status, nowhere.Code));
        Assert.Equal(201, ofA.Status);
        Assert.Equal(1, await Rows(order.Id));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_slot()
    {
        var order = await An.PlacedOrder(app);
        var path = $"/api/orders/{order.Id}/documents";
        var dealer = app.As(app.World.Dealer);

        var first = await dealer.Post(path, An.Announcement("QUOTE"), key: "one");
        var again = await dealer.Post(path, An.Announcement("QUOTE"), key: "one");
        var other = await dealer.Post(path, An.Announcement("QUOTE", 999), key: "one");
        var another = await dealer.Post(path, An.Announcement("QUOTE"), key: "two");

        Assert.Equal((201, 201, 422, 201), (first.Status, again.Status, other.Status, another.Status));
        Assert.Equal(first.Body!.ToJsonString(), again.Body!.ToJsonString());
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", other.Code);
        Assert.NotEqual(first.Id, another.Id);
        Assert.Equal(2, await Rows(order.Id));
    }

    [Fact]
    public async Task A_key_at_once_makes_one_document()
    {
        var order = await An.PlacedOrder(app);
        var dealer = app.As(app.World.Dealer);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => dealer.Post($"/api/orders/{order.Id}/documents", An.Announcement("QUOTE"), key: "at-once")));

        Assert.All(answers, answer => Assert.True(answer.Status == 201 || answer.Code == "IDEMPOTENCY_KEY_IN_FLIGHT", $"{answer.Status} {answer.Code}"));
        Assert.Single(answers.Where(answer => answer.Status == 201).Select(answer => answer.Id).Distinct());
        Assert.Equal(1, await Rows(order.Id));
    }

    [Fact]
    public async Task A_payment_proof_comes_with_the_order_and_its_dealer_sees_it()
    {
        await app.Database.Execute("update document_definitions set visible_to_dealer_default = false where key = 'PROOF_OF_PAYMENT'");
        var content = Papers.Pdf();
        var proof = new { fileName = "deposit.pdf", contentType = "application/pdf", sizeBytes = content.Length };

        var order = await An.PlacedOrder(app, An.Order(app.World).With("paymentProof", proof));

        Assert.Equal(201, await Papers.Put(order["upload"], content));
        var document = await Papers.Checked(app, app.World.Dealer, order["upload"]["documentId"]!.GetValue<Guid>());
        Assert.Equal(("accepted", "PROOF_OF_PAYMENT", true), (document["state"].GetValue<string>(), document["kind"].GetValue<string>(), document["visibleToDealer"].GetValue<bool>()));
        await app.Database.Execute("update document_definitions set visible_to_dealer_default = true where key = 'PROOF_OF_PAYMENT'");
    }

    private Task<int> Rows(Guid orderId) => app.Database.Scalar<int>($"select count(*) from documents where order_id = '{orderId}'");
}
