using System.Globalization;
using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents;

namespace Glimmerglass.Tests.Jobs;

public sealed class SecondOpinionTests(CheckRoom room) : IClassFixture<CheckRoom>
{
    private static readonly (string, string)[] on = [("MalwareScan", "defender"), ("MalwareScanKey", new string('k', 32)), ("MalwareScanWaitMinutes", "120")];

    private static Standing Waiting => new() { State = "CHECKING", Codes = "[]", Attempts = 1, Version = 1, OrderVersion = 1, Incoming = true };

    private static Standing Accepted => new() { State = "ACCEPTED", Codes = "[]", Attempts = 1, Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1, Kept = true };

    private static Standing Infected => Accepted with { State = "INFECTED", Codes = """["MALWARE"]""", Kept = false, Quarantined = 1 };

    [Fact]
    public async Task A_good_upload_waits_where_it_is_and_is_concluded_by_a_clean_scan()
    {
        var content = Papers.Pdf();
        var document = await room.Uploaded(content);

        await Check(document.Id);
        var waiting = await room.Standing(document);
        var heard = await Hear(document.Id, ScanResult.Clean);

        Assert.Equal(Waiting, waiting);
        Assert.True(heard);
        Assert.Equal(Accepted, await room.Standing(document));
        Assert.Equal(content, await room.Content("documents", document.Id));
        Assert.Equal("application/pdf", await Text(document.Id, "found_content_type"));
        Assert.Equal(Convert.ToHexStringLower(CheckRoom.Hash(content)), await Text(document.Id, "encode(sha256, 'hex')"));
        Assert.Equal("", await Text(document.Id, "coalesce(pending_verdict::text, pending_etag, waiting_since::text)"));
    }

    [Fact]
    public async Task A_malicious_scan_condemns_what_was_refused_by_a_run_that_was_cut_off_behind_its_verdict()
    {
        var document = await room.Uploaded("no paper"u8.ToArray());
        await Hear(document.Id, ScanResult.Malicious);
        await room.Database.Execute($"""
            update documents
               set state = 'REJECTED', reasons = jsonb_build_array(jsonb_build_object('code', 'TYPE_NOT_ALLOWED', 'message', 'No paper.')),
                   checked_at = now(), checked_etag = '"{(await Etag(document.Id)).Trim('"')}"'
             where id = '{document.Id}'
            """);

        await Check(document.Id);

        var standing = await room.Standing(document);
        Assert.Equal(("INFECTED", false, 1), (standing.State, standing.Incoming, standing.Told));
    }

    [Theory, InlineData(ScanResult.Clean), InlineData(ScanResult.Malicious)]
    public async Task A_scan_that_comes_before_our_check_is_remembered(ScanResult result)
    {
        var document = await room.Uploaded(Papers.Pdf());

        await Hear(document.Id, result);
        var before = await room.Standing(document);
        await Check(document.Id);

        Assert.Equal("AWAITING_UPLOAD", before.State);
        Assert.Equal(result == ScanResult.Clean ? Accepted : Infected, await room.Standing(document));
    }

    [Fact]
    public async Task A_malicious_upload_is_infected_and_goes_to_quarantine()
    {
        var content = Papers.Pdf();
        var document = await room.Uploaded(content);

        await Check(document.Id);
        await Hear(document.Id, ScanResult.Malicious, "Virus:X");

        Assert.Equal(Infected, await room.Standing(document));
        Assert.Equal(content, await room.Content("quarantine", document.Id));
        Assert.Equal("Virus:X", await Text(document.Id, "reasons -> 0 ->> 'detail'"));
    }

    [Fact]
    public async Task Our_own_reasons_win_at_once_and_a_malicious_scan_makes_them_worse()
    {
        var (later, earlier) = (await room.Uploaded("no paper"u8.ToArray()), await room.Uploaded("no paper"u8.ToArray()));
        await Hear(earlier.Id, ScanResult.Malicious);
        var etag = await Etag(later.Id);

        await Check(later.Id);
        await Check(earlier.Id);
        var refused = await room.Standing(later);
        await Hear(later.Id, ScanResult.Malicious, etag: etag);

        Assert.Equal(("REJECTED", false, 1), (refused.State, refused.Incoming, refused.Told));
        foreach (var document in new[] { later, earlier })
        {
            var standing = await room.Standing(document);
            Assert.Equal(("INFECTED", 2, 3, 1, false), (standing.State, standing.Told, standing.Version, standing.Quarantined, standing.Kept));
            Assert.EndsWith("\"MALWARE\"]", standing.Codes, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_accepted_is_taken_back_when_it_is_malicious_after_all()
    {
        var content = Papers.Pdf();
        var document = await room.Uploaded(content);
        await Check(document.Id);
        var etag = await Etag(document.Id);
        await Hear(document.Id, ScanResult.Clean);

        for (var time = 0; time < 3; time++) await Hear(document.Id, ScanResult.Malicious, etag: etag);

        Assert.Equal(Infected with { Version = 3, OrderVersion = 3, Told = 2, Audited = 2, Noticed = 2 }, await room.Standing(document));
        Assert.Equal(content, await room.Content("quarantine", document.Id));
    }

    [Theory, InlineData("documents"), InlineData("quarantine")]
    public async Task A_scan_of_the_copy_is_a_word_about_the_document(string container)
    {
        var document = await room.Uploaded(container == "documents" ? Papers.Pdf() : "no paper"u8.ToArray());
        await room.Run(document.Id);
        var copy = Papers.Blob(room.Storage, container, document.Id);
        var etag = (await copy.GetPropertiesAsync()).Value.ETag.ToString().Trim('"');

        Assert.True(await Opinion().Hear(new ScanReport(copy.Uri, etag, ScanResult.Malicious, "X", null), CancellationToken.None));
        Assert.False(await Opinion().Hear(new ScanReport(copy.Uri, "0xANOTHER", ScanResult.Malicious, "X", null), CancellationToken.None));

        Assert.Equal(("INFECTED", false, 1), ((await room.Standing(document)).State, (await room.Standing(document)).Kept, (await room.Standing(document)).Quarantined));
    }

    [Fact]
    public async Task A_failed_scan_fails_the_check_once_and_a_clean_one_still_concludes_it()
    {
        var document = await room.Uploaded(Papers.Pdf());
        await Check(document.Id);

        await Hear(document.Id, ScanResult.NotScanned, "Error");
        await Hear(document.Id, ScanResult.NotScanned, "Error");
        var failed = await room.Standing(document);
        var etag = await Etag(document.Id);
        await Hear(document.Id, ScanResult.Clean, etag: etag);
        await Hear(document.Id, ScanResult.NotScanned, "Error", etag);

        Assert.Equal(Waiting with { State = "FAILED", Codes = """["SCAN_FAILED"]""", Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1 }, failed);
        Assert.Equal(Accepted with { Version = 3, OrderVersion = 3, Told = 2, Audited = 2, Noticed = 2 }, await room.Standing(document));
    }

    [Fact]
    public async Task No_scan_within_the_wait_fails_the_check_and_a_late_one_concludes_it()
    {
        var clock = new StoppedClock();
        var (late, missing) = (await room.Uploaded(Papers.Pdf()), await room.Uploaded(Papers.Pdf()));
        await Check(late.Id, clock);
        await Check(missing.Id, clock);

        clock.Advance(TimeSpan.FromMinutes(119));
        await Opinion(clock).GiveUpWaiting(CancellationToken.None);
        var within = await room.Standing(late);
        clock.Advance(TimeSpan.FromMinutes(1));
        await Opinion(clock).GiveUpWaiting(CancellationToken.None);
        await Opinion(clock).GiveUpWaiting(CancellationToken.None);
        await Hear(late.Id, ScanResult.Clean);

        Assert.Equal(Waiting, within);
        Assert.Equal(Waiting with { State = "FAILED", Codes = """["SCAN_MISSING"]""", Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1 }, await room.Standing(missing));
        Assert.Equal("ACCEPTED", (await room.Standing(late)).State);
    }

    [Fact]
    public async Task What_was_heard_and_not_concluded_is_concluded_by_the_timer()
    {
        var document = await room.Uploaded(Papers.Pdf());
        await Check(document.Id);
        await new ScanStore(room.Database.Db).Record(new Scan(document.Id, await Etag(document.Id), ScanResult.Clean, null, null), DateTimeOffset.UtcNow, CancellationToken.None);

        await Opinion().GiveUpWaiting(CancellationToken.None);

        Assert.Equal(Accepted, await room.Standing(document));
    }

    [Fact]
    public async Task A_check_that_runs_again_waits_on_and_reads_nothing_again()
    {
        var document = await room.Uploaded(Papers.Pdf());
        var reads = 0;
        await Check(document.Id);
        var since = await Text(document.Id, "waiting_since::text");

        await room.Parts(new RequestSteps().Before(RequestSteps.Read, () => Task.FromResult(reads++)), null, on).Check.Run(document.Id.ToString(), CancellationToken.None);

        Assert.Equal(0, reads);
        Assert.Equal(since, await Text(document.Id, "waiting_since::text"));
        Assert.Equal(Waiting, await room.Standing(document));
    }

    [Fact]
    public async Task Another_content_in_the_slot_is_not_what_was_scanned()
    {
        var document = await room.Uploaded(Papers.Pdf());
        await Check(document.Id);
        var etag = await Etag(document.Id);
        await room.Upload(document.Id.ToString(), Papers.Pdf());

        await Hear(document.Id, ScanResult.Clean, etag: etag);

        var standing = await room.Standing(document);
        Assert.Equal(("REJECTED", """["CHANGED_WHILE_CHECKING"]""", false), (standing.State, standing.Codes, standing.Kept));
    }

    [Fact]
    public async Task A_scan_of_another_version_decides_nothing()
    {
        var document = await room.Uploaded(Papers.Pdf());
        await Check(document.Id);

        await Hear(document.Id, ScanResult.Malicious, etag: "0xANOTHER");
        await Hear(document.Id, ScanResult.Clean, etag: "0xANOTHER");

        Assert.Equal(Waiting, await room.Standing(document));
    }

    [Fact]
    public async Task What_is_no_upload_of_a_document_is_not_heard()
    {
        var document = await room.Uploaded(Papers.Pdf());
        var incoming = room.Storage.GetBlobContainerClient("incoming").Uri;
        Uri[] others =
        [
            new($"{incoming}/{Guid.NewGuid()}"), new($"{incoming}/{document.Id:N}"), new($"{incoming}/{document.Id.ToString().ToUpperInvariant()}"), new($"{incoming}/{document.Id}/x"),
            new($"{incoming}"), new($"{incoming}x/{document.Id}"), new($"https://other.blob.core.windows.net/incoming/{document.Id}"), new("file:///etc/passwd"),
            new(incoming.AbsoluteUri.Replace(room.Storage.AccountName, "another", StringComparison.Ordinal) + $"/{document.Id}"), new("mailto:a@b.example"),
        ];

        foreach (var other in others)
        {
            Assert.False(await Opinion().Hear(new ScanReport(other, "0x8", ScanResult.Malicious, null, null), CancellationToken.None), other.ToString());
        }
        Assert.Equal("AWAITING_UPLOAD", (await room.Standing(document)).State);
    }

    [Theory, InlineData(ScanResult.Clean), InlineData(ScanResult.Malicious)]
    public async Task Checks_and_scans_at_once_give_one_verdict(ScanResult result)
    {
        for (var round = 0; round < 4; round++)
        {
            var document = await room.Uploaded(Papers.Pdf());
            var etag = await Etag(document.Id);

            await Task.WhenAll(Enumerable.Range(0, 8).Select(number => number % 2 == 0 ? Check(document.Id) : Hear(document.Id, result, etag: etag)));

            var standing = await room.Standing(document);
            Assert.Equal((result == ScanResult.Clean ? Accepted : Infected) with { Attempts = standing.Attempts }, standing);
        }
    }

    [Fact]
    public async Task Of_opposite_words_at_once_the_worse_one_stands()
    {
        for (var round = 0; round < 4; round++)
        {
            var document = await room.Uploaded(Papers.Pdf());
            await Check(document.Id);
            var etag = await Etag(document.Id);

            await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Delivered(document.Id, (ScanResult)(number % 3), etag)));

            var standing = await room.Standing(document);
            Assert.Equal(("INFECTED", false, 1, false), (standing.State, standing.Kept, standing.Quarantined, standing.Incoming));
        }
    }

    [Fact]
    public async Task A_conclusion_that_is_cut_off_is_finished_by_the_next_delivery()
    {
        foreach (var (step, result) in new[] { (RequestSteps.Finish, ScanResult.Clean), ((Func<Azure.Core.Request, bool>)RequestSteps.Delete, ScanResult.Clean), (RequestSteps.Copy, ScanResult.Malicious), (RequestSteps.Delete, ScanResult.Malicious) })
        {
            var document = await room.Uploaded(Papers.Pdf());
            await Check(document.Id);
            var etag = await Etag(document.Id);
            var cut = room.Parts(new RequestSteps().Before(step, () => throw new CutOff()), null, on).Opinion;
            await Assert.ThrowsAsync<CutOff>(() => cut.Hear(Report(document.Id, result, null, etag), CancellationToken.None));

            await Hear(document.Id, result, etag: etag);
            await Check(document.Id);

            var standing = await room.Standing(document);
            Assert.Equal((result == ScanResult.Clean ? Accepted : Infected) with { Attempts = standing.Attempts }, standing);
        }
    }

    [Fact]
    public async Task Switched_off_what_waited_is_concluded_by_the_next_check()
    {
        var document = await room.Uploaded(Papers.Pdf());
        await Check(document.Id);

        await room.Run(document.Id);

        Assert.Equal(Accepted, await room.Standing(document));
        Assert.Equal(0, await room.Parts().Opinion.GiveUpWaiting(CancellationToken.None));
    }

    private SecondOpinion Opinion(TimeProvider? clock = null) => room.Parts(null, clock, on).Opinion;

    private Task<bool> Check(Guid id, TimeProvider? clock = null) => room.Parts(null, clock, on).Check.Run(id.ToString(), CancellationToken.None);

    /// <summary>A word that could not be heard is delivered again, as Event Grid does.</summary>
    private async Task Delivered(Guid id, ScanResult result, string etag)
    {
        try
        {
            await Hear(id, result, etag: etag);
        }
        catch (IOException)
        {
            await Hear(id, result, etag: etag);
        }
    }

    private async Task<bool> Hear(Guid id, ScanResult result, string? detail = null, string? etag = null) =>
        await Opinion().Hear(Report(id, result, detail, etag ?? await Etag(id)), CancellationToken.None);

    private ScanReport Report(Guid id, ScanResult result, string? detail, string etag) => new(Papers.Blob(room.Storage, "incoming", id).Uri, etag, result, detail, DateTimeOffset.UtcNow);

    private async Task<string> Etag(Guid id) => (await Papers.Blob(room.Storage, "incoming", id).GetPropertiesAsync()).Value.ETag.ToString().Trim('"');

    private Task<string> Text(Guid id, string column) =>
        room.Database.Scalar<string>(string.Format(CultureInfo.InvariantCulture, "select coalesce({0}, '') from documents where id = '{1}'", column, id));
}
