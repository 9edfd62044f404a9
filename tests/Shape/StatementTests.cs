using System.Net.Http.Headers;
using Glimmerglass.Functions.Audit;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Drift;
using Glimmerglass.Functions.Jobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Glimmerglass.Tests.Shape;

/// <summary>What each door costs the database for a caller that is known.</summary>
public sealed class StatementTests : IAsyncLifetime
{
    private const int OfARead = 1;
    private const int OfAWrite = 2;

    // How often they ask depends on how long others take, or on how many tables, backups and blobs there are.
    private static readonly string[] LongWork = ["ProveUploadCheck", "BackUpDatabase", "ForgetOldBackups", "ProveNewestBackup"];

    // Its work, between its begin and its end in the ledger.
    private const int OfAJob = 3;

    // One for each promise, each reference and each kind of thing in the catalogue, whatever the number of rows.
    private const int OfADriftCheck = 100;

    // Callers and catalogue that were read once stay known, however slow the machine is.
    private readonly TestApp app = new() { Clock = new StandingClock() };
    private readonly List<(string Act, int Limit, int RoundTrips, int Statements)> measured = [];
    private StatementMeter meter = null!;

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        meter = await StatementMeter.Of(app);
    }

    public async Task DisposeAsync()
    {
        await meter.DisposeAsync();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Every_door_costs_what_was_approved()
    {
        await app.As(app.World.Admin).Get("/api/me");
        await app.As(app.World.Dealer).Get("/api/me");
        await app.As(app.World.Superadmin).Get("/api/me");
        await An.PlacedOrder(app);

        await MeasureCatalogue();
        await MeasureOrders();
        await MeasureMoves();
        await MeasureDocuments();
        await MeasureTheCheck();
        await Measure("RecordMalwareScans: switched off", 0, () => Ok(app.Anonymous.Post("/api/_internal/malware-scans", "[]"), 404));
        await Measure("AccessMiddleware: a caller that is not known yet", OfARead, () => Ok(app.As(app.World.ViewingAdmin).Get("/api/me")));
        await Measure("AccessMiddleware: a door that is shut to its caller", 1, () => Ok(app.As(app.World.Dealer).Get("/api/audit"), 403));
        await Measure("AccessMiddleware: a door that is shut to its caller, again", 0, () => Ok(app.As(app.World.Dealer).Get("/api/audit"), 403));
        await Measure("AccessMiddleware: a token that is no good", 1, () => Ok(app.Client("nonsense").Get("/api/me"), 401));
        await MeasureJobs();
        await MeasureHealth();
        await MeasureAudit();

        Assert.All(measured, act => Assert.True(act.RoundTrips <= act.Limit && act.Statements <= act.Limit, $"{act.Act} takes {act.RoundTrips} round trips and {act.Statements} statements; {act.Limit} are the limit."));
        Assert.Empty(FunctionList.All.Select(function => function.Name).Except(LongWork).Except(measured.Select(act => act.Act.Split(':')[0])));
        Approved.Compare("statements", measured.OrderBy(act => act.Act, StringComparer.Ordinal).Select(act => $"{act.Act,-64} round trips {act.RoundTrips}, statements {act.Statements}"));
    }

    private async Task MeasureCatalogue()
    {
        foreach (var (name, path) in new[] { ("ListPoolModels", "pool-models"), ("ListColors", "colors"), ("ListFactories", "factories") })
        {
            await Measure($"{name}: first", OfARead, () => Ok(app.Anonymous.Get($"/api/catalog/{path}")));
            await Measure($"{name}: within the minute", 0, () => Ok(app.Anonymous.Get($"/api/catalog/{path}")));
        }
    }

    private async Task MeasureOrders()
    {
        var (dealer, admin) = (app.As(app.World.Dealer), app.As(app.World.Admin));
        var order = await An.PlacedOrder(app);
        await Measure("GetOwnAccess", 0, () => Ok(dealer.Get("/api/me")));
        await Measure("ListOrders", OfARead, () => Ok(dealer.Get("/api/orders")));
        await Measure("ListOrders: filtered and sorted, by an admin", OfARead, () => Ok(admin.Get($"/api/orders?q=lake&dealerId={app.World.DealerId}&signal=ASAP_REQUESTS&sort=scheduledShipDate&dir=asc&limit=1")));
        await Measure("GetOrder", OfARead, () => Ok(dealer.Get($"/api/orders/{order.Id}")));
        await Measure("GetOrder: not modified", OfARead, () => Ok(dealer.Get($"/api/orders/{order.Id}", ("If-None-Match", order.ETag!)), 304));
        await Measure("ListOrderHistory", OfARead, () => Ok(dealer.Get($"/api/orders/{order.Id}/history")));

        await MeasurePost("CreateOrder", "/api/orders", An.Order(app.World), dealer, 201);
        await MeasurePost("CreateOrder: with a spa and a payment proof", "/api/orders", WithSpaAndProof(), dealer, 201);
        await MeasurePost("AddOrderComment", $"/api/orders/{order.Id}/comments", new { text = "Hello" }, dealer, 201);
        await Measure("ChangeOrder", OfAWrite, () => Ok(admin.Patch($"/api/orders/{order.Id}", new { notes = "New" }, "*")));
        await Measure("ChangeOrder: to another factory, by an admin", OfAWrite, () => Ok(admin.Patch($"/api/orders/{order.Id}", new { factoryLocationId = app.World.FactoryB }, "*")));
        await Measure("ChangeOrder: nothing to change", OfAWrite, () => Ok(admin.Patch($"/api/orders/{order.Id}", new { notes = "New" }, "*")));
    }

    private async Task MeasureMoves()
    {
        var admin = app.As(app.World.Admin);
        var order = (await An.PlacedOrder(app)).Id;
        await Measure("CheckOrderStatus", OfARead, () => Ok(app.As(app.World.Dealer).Get($"/api/orders/{order}/status")));
        await MeasurePost("ChangeOrderStatus: cancel", $"/api/orders/{(await An.PlacedOrder(app)).Id}/status", new { to = "CANCELED", comment = "No pool" }, admin, 200, again: async () => $"/api/orders/{(await An.PlacedOrder(app)).Id}/status");
        var ready = (await An.PlacedOrder(app)).Id;
        await An.AcceptedPapers(app, ready, "PROOF_OF_PAYMENT", "QUOTE", "INVOICE");
        await Measure("ChangeOrderStatus: forward", OfAWrite, () => Ok(admin.Post($"/api/orders/{ready}/status", new { to = "IN_PRODUCTION" }, "*")));
        // That it was refused is written to the audit log, once a minute.
        await Measure("ChangeOrderStatus: blocked", OfAWrite, () => Ok(admin.Post($"/api/orders/{ready}/status", new { to = "PRE_SHIPPING" }, "*"), 409));
        await Measure("ChangeOrderStatus: blocked, again", OfARead, () => Ok(admin.Post($"/api/orders/{ready}/status", new { to = "PRE_SHIPPING" }, "*"), 409));
    }

    private async Task MeasureDocuments()
    {
        var (dealer, admin) = (app.As(app.World.Dealer), app.As(app.World.Admin));
        var order = (await An.PlacedOrder(app)).Id;
        await An.AcceptedPapers(app, order, "QUOTE");
        var document = (await dealer.Get($"/api/orders/{order}/documents"))["items"][0]!["id"]!.GetValue<Guid>();
        await Measure("ListDocuments", OfARead, () => Ok(dealer.Get($"/api/orders/{order}/documents")));
        await Measure("GetDocument", OfARead, () => Ok(dealer.Get($"/api/documents/{document}")));
        await Measure("OpenDocument", OfARead, () => Ok(dealer.Get($"/api/documents/{document}/content"), 302));
        await MeasurePost("RequestUpload", $"/api/orders/{order}/documents", An.Announcement("OTHER"), dealer, 201);
        await Measure("ChangeDocument", OfAWrite, () => Ok(admin.Patch($"/api/documents/{document}", new { visibleToDealer = false })));
        await MeasurePost("ReleaseDocument", $"/api/documents/{await Rejected()}/release", new { reason = "Seen by a person" }, app.As(app.World.Superadmin), 200, again: async () => $"/api/documents/{await Rejected()}/release");
        await Measure("CheckDocumentNow: a verdict stands", OfARead, () => Ok(admin.Post($"/api/documents/{document}/check", null), 409));
        var empty = (await dealer.Post($"/api/orders/{order}/documents", An.Announcement("OTHER"))).Id;
        await Measure("CheckDocumentNow: nothing uploaded", OfAWrite, () => Ok(admin.Post($"/api/documents/{empty}/check", null), 409));
        await Measure("DeleteDocument", OfAWrite, () => Ok(admin.Send(HttpMethod.Delete, $"/api/documents/{document}"), 204));
    }

    private async Task<Guid> Rejected() => await Papers.Rejected(app, (await An.PlacedOrder(app)).Id, Papers.Pdf());

    private async Task MeasureTheCheck()
    {
        var content = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Fixtures", "pdf-cairo-plan.pdf"));
        var order = (await An.PlacedOrder(app)).Id;
        var slot = (await app.As(app.World.Dealer).Post($"/api/orders/{order}/documents", An.Announcement("QUOTE", content.Length)))["upload"];
        await Measure("CheckUploadedDocument", OfAWrite, async () =>
        {
            using var upload = new HttpRequestMessage(HttpMethod.Put, slot["url"]!.GetValue<string>()) { Content = new ByteArrayContent(content) };
            upload.Headers.Add("x-ms-blob-type", "BlockBlob");
            upload.Content.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
            using var client = new HttpClient();
            using var answer = await client.SendAsync(upload);
            Assert.Equal(201, (int)answer.StatusCode);
            await Wait.Until(() => app.Log.Lines.Any(line => line.Message.StartsWith("CheckUploadedDocument ran", StringComparison.Ordinal)), "the check has run");
        });
        Assert.Equal("ACCEPTED", await app.Database.Scalar<string>($"select state::text from documents where order_id = '{order}' and kind = 'QUOTE'"));
    }

    private async Task MeasureJobs()
    {
        var superadmin = app.As(app.World.Superadmin);
        await Measure("ForgetIdempotencyKeys: nothing to forget", OfAJob + 2,
            () => ActivatorUtilities.CreateInstance<ForgetIdempotencyKeys>(app.Services).Run(new TimerInfo(), CancellationToken.None));
        await Measure("FindLostUploads: nothing lost", 0,
            () => ActivatorUtilities.CreateInstance<FindLostUploads>(app.Services).Run(new TimerInfo(), CancellationToken.None));
        await Measure("ExpireUploads: nothing to end", OfAJob + 1,
            () => ActivatorUtilities.CreateInstance<ExpireUploads>(app.Services).Run(new TimerInfo(), CancellationToken.None));
        await Measure("RunJob: nothing to forget", OfAJob + 2, () => Ok(superadmin.Post($"/api/ops/jobs/{nameof(ForgetIdempotencyKeys)}/runs", new { }), 201));
        var id = await app.Database.Scalar<long>("select max(id) from job_runs");
        await Measure("ListJobs", OfARead, () => Ok(superadmin.Get("/api/ops/jobs")));
        await Measure("ListBackups", OfARead, () => Ok(superadmin.Get("/api/ops/backups")));
        await Measure("ListDrills", OfARead, () => Ok(superadmin.Get("/api/ops/drills")));
        await Measure("GetJobRun", OfARead, () => Ok(superadmin.Get($"/api/ops/jobs/runs/{id}")));
        await Measure("CheckDrift", OfADriftCheck, () => ActivatorUtilities.CreateInstance<CheckDrift>(app.Services).Run(new TimerInfo(), CancellationToken.None));
        await Measure("GetDrift", OfARead, () => Ok(superadmin.Get("/api/ops/drift")));
    }

    /// <summary>What only asks whether the process lives must not wake a database.</summary>
    private async Task MeasureHealth()
    {
        foreach (var (name, path) in new[] { ("GetHealth", "health"), ("GetLiveness", "_internal/health"), ("GetVersion", "version"), ("GetCacheHealth", "health/cache"), ("GetStorageHealth", "health/storage") })
        {
            await Measure(name, 0, () => Ok(app.Anonymous.Get($"/api/{path}")));
        }
        await Measure("GetReadiness: first", OfARead, () => Ok(app.Anonymous.Get("/api/_internal/ready")));
        await Measure("GetReadiness: within 5 seconds", 0, () => Ok(app.Anonymous.Get("/api/_internal/ready")));
        await Measure("GetDatabaseHealth: after another asked", 0, () => Ok(app.As(app.World.Superadmin).Get("/api/health/db")));
        await Measure("GetServicesHealth", OfARead, () => Ok(app.As(app.World.Superadmin).Get("/api/health/services")));
    }

    private async Task MeasureAudit()
    {
        var superadmin = app.As(app.World.Superadmin);
        await Measure("SealAuditLog", OfAJob, () => ActivatorUtilities.CreateInstance<SealAuditLog>(app.Services).Run(new TimerInfo(), CancellationToken.None));
        await Measure("ProveAuditLog", OfAJob + 3, () => ActivatorUtilities.CreateInstance<ProveAuditLog>(app.Services).Run(new TimerInfo(), CancellationToken.None));
        await Measure("ListAuditLog", OfARead, () => Ok(superadmin.Get("/api/audit")));
        // The ends of the chain, a page of it, and what has no seal.
        await Measure("VerifyAuditLog", 3, () => Ok(superadmin.Get("/api/audit/verify")));
    }

    /// <summary>A POST three ways: alone, with a key, and the same again. The last one is answered by what was read.</summary>
    private async Task MeasurePost(string act, string path, object body, HttpClient client, int status, Func<Task<string>>? again = null)
    {
        await Measure(act, OfAWrite, () => Ok(client.Post(path, body, "*"), status));
        var keyed = again is null ? path : await again();
        var key = Guid.NewGuid().ToString();
        var separator = act.Contains(':', StringComparison.Ordinal) ? "," : ":";
        await Measure($"{act}{separator} with a key", OfAWrite, () => Ok(client.Post(keyed, body, "*", key), status));
        await Measure($"{act}{separator} with a key, again", OfARead, async () =>
        {
            var replayed = await client.Post(keyed, body, "*", key);
            Ok(replayed, status);
            Assert.Equal("true", replayed.Headers.GetValues("Idempotency-Replayed").Single());
        });
    }

    private async Task Measure(string act, int limit, Func<Task> work)
    {
        var (roundTrips, statements) = await meter.Measure(work);
        measured.Add((act, limit, roundTrips, statements));
    }

    private Dictionary<string, object?> WithSpaAndProof() => An.Order(app.World)
        .With("linkedSpa", new { poolModelId = app.World.Spa, colorId = app.World.White })
        .With("paymentProof", new { fileName = "proof.pdf", contentType = "application/pdf", sizeBytes = 1000 });

    private async Task Ok(Task<Answered> answer, int status = 200) => Ok(await answer, status);

    private void Ok(Answered answer, int status) =>
        Assert.True(answer.Status == status, $"{answer.Status} instead of {status}: {answer.Body} {app.Log.Lines.LastOrDefault(line => line.Fault is not null).Fault}");

    private sealed class StandingClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
