using Glimmerglass.Data.Drift;
using Glimmerglass.Functions.Drift;

namespace Glimmerglass.Tests.Jobs;

/// <summary>Blobs and rows that were changed behind the app's back, in a store and a database of their own.</summary>
public sealed class ContentDriftTests : IAsyncLifetime
{
    private readonly DriftRoom room = new();

    public Task InitializeAsync() => room.InitializeAsync();

    public Task DisposeAsync() => room.DisposeAsync();

    [Fact]
    public async Task Every_way_to_lose_content_is_found_by_its_name_and_nothing_else_is()
    {
        var (whole, deleted, resized, rewritten) = (await room.Accepted(), await room.Accepted(), await room.Accepted(), await room.Accepted());
        var (otherOrigin, withoutOrigin, rejected, forgotten) = (await room.Accepted(), await room.Accepted(), await room.Accepted(), await room.Accepted());
        await room.Delete("documents", deleted.ToString());
        await room.Put("documents", resized.ToString(), 999, "judged");
        await room.Put("documents", otherOrigin.ToString(), origin: "another");
        await room.Put("documents", withoutOrigin.ToString());
        await room.Database.Execute($"""
            update documents set checked_at = now() - interval '2 days' where id = '{rewritten}';
            update documents set state = 'REJECTED', reasons = '[{"{}"}]' where id = '{rejected}';
            update documents set size_bytes = 1001 where id = '{forgotten}';
            """);
        var (orphan, stray) = (Guid.NewGuid(), Guid.NewGuid().ToString().ToUpperInvariant());
        await room.Put("documents", orphan.ToString());
        await room.Put("documents", stray);
        await room.Put("documents", "zz/notes.txt");
        await room.Put("incoming", "lost", 5);

        var young = await room.CompareContents();
        room.Clock.Advance(TimeSpan.FromMinutes(16));
        var old = await room.CompareContents();
        room.Clock.Advance(TimeSpan.FromDays(1));
        var later = await room.CompareContents();

        Assert.Equal([("rewritten content", rewritten.ToString())], Told(young));
        (string, string)[] expected =
        [
            ("content without document", orphan.ToString()), ("content without document", rejected.ToString()), ("content without document", stray), ("content without document", "zz/notes.txt"),
            ("missing content", deleted.ToString()), ("origin of content", otherOrigin.ToString()), ("origin of content", withoutOrigin.ToString()),
            ("rewritten content", rewritten.ToString()), ("size of content", forgotten.ToString()), ("size of content", resized.ToString()),
        ];
        Assert.Equal(expected.Order(), Told(old));
        Assert.Equal(expected.Append(("forgotten upload", "lost")).Order(), Told(later));
        Assert.DoesNotContain(later.Findings, finding => finding.Name == whole.ToString());
        Assert.Contains(later.Findings, finding => finding.Name == rejected.ToString() && finding.Found.EndsWith("its document is REJECTED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_on_its_way_or_has_another_end_is_no_difference()
    {
        var accepted = await room.Accepted();
        var order = await room.Rows.Order();
        await room.Rows.Document(order, ("state", "'EXPIRED'"));
        await room.Rows.Document(order, ("state", "'AWAITING_UPLOAD'"));
        var rejected = await room.Rows.Document(order, ("state", "'REJECTED'"), ("reasons", "'[{}]'"), ("size_bytes", "7"), ("sha256", "sha256('a')"), ("checked_etag", "'judged'"));
        await room.Put("quarantine", rejected.ToString());
        await room.Put("quarantine", "strange/7");
        await room.Put("incoming", Guid.NewGuid().ToString());
        var canary = Guid.NewGuid();
        await room.Database.Execute($"insert into document_canaries (id, announced_bytes, announced_sha256, state, created_at) values ('{canary}', 1, sha256('a'), 'ACCEPTED', now())");
        await room.Put("documents", canary.ToString());

        var removed = await room.Accepted();
        room.Clock.Advance(TimeSpan.FromMinutes(16));
        await room.Database.Execute($"""
            insert into order_history (order_id, kind, status, document_id, visible_to_dealer, created_at)
            select order_id, 'DOCUMENT_REMOVED', 'PENDING_PAYMENT_APPROVAL', id, true, {room.Now} from documents where id = '{removed}';
            delete from documents where id = '{removed}';
            """);
        var condemned = await room.Accepted();
        await room.Database.Execute($"""
            insert into order_history (order_id, kind, status, document_id, visible_to_dealer, created_at)
            select order_id, 'DOCUMENT_CHECKED', 'PENDING_PAYMENT_APPROVAL', id, true, {room.Now} from documents where id = '{condemned}';
            update documents set state = 'INFECTED', reasons = '[{"{}"}]' where id = '{condemned}';
            """);

        var found = await room.CompareContents();
        room.Clock.Advance(TimeSpan.FromMinutes(16));
        var later = await room.CompareContents();

        Assert.Empty(found.Findings);
        Assert.Equal(((string, string)[])[("content without document", condemned.ToString()), ("content without document", removed.ToString())], Told(later).Order());
        Assert.DoesNotContain(later.Findings, finding => finding.Name == accepted.ToString());
        Assert.Equal(["quarantine", "the bytes of documents"], found.NotCompared.Select(one => one.What));
        Assert.All(found.NotCompared, one => Assert.True(one.ByDesign));
    }

    [Fact]
    public async Task A_release_in_this_moment_is_on_its_way()
    {
        var released = await room.Accepted();
        await room.Delete("documents", released.ToString());
        room.Clock.Advance(TimeSpan.FromDays(3));
        await room.Database.Execute($"update documents set released_at = {room.Now}, released_by = uploaded_by, release_reason = 'seen' where id = '{released}'");

        var young = await room.CompareContents();
        room.Clock.Advance(TimeSpan.FromMinutes(16));

        Assert.Empty(young.Findings);
        Assert.Equal([("missing content", released.ToString())], Told(await room.CompareContents()));
    }

    [Fact]
    public async Task More_than_a_thousand_differences_end_the_search_and_the_check_says_where()
    {
        var order = await room.Rows.Order();
        await room.Database.Execute($"""
            insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, state, size_bytes, sha256, checked_etag, checked_at, visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
            select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, '{order}', 'QUOTE', 'paper.pdf', 'application/pdf', 1, 'ACCEPTED', 1, sha256('a'), 'etag', now() - interval '1 day', true, '{room.Rows.World.Dealer.Id}', 'DEALER', now(), now()
              from generate_series(1, 5100) n
            """);

        var found = await room.CompareContents();

        Assert.Equal(1000, found.Findings.Count);
        var stopped = Assert.Single(found.NotCompared, one => !one.ByDesign);
        Assert.Equal(("the blobs from 00000000-0000-4000-8000-000000001001 on", DriftKind.Blobs), (stopped.What, stopped.Kind));
    }

    [Fact]
    public async Task Pages_of_rows_and_blobs_meet_each_other()
    {
        var order = await room.Rows.Order();
        await room.Database.Execute($"""
            insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, state, size_bytes, sha256, checked_etag, checked_at, visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
            select ('7fffffff-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, '{order}', 'QUOTE', 'paper.pdf', 'application/pdf', 1, 'ACCEPTED', 1, sha256('a'), 'etag', now(), true, '{room.Rows.World.Dealer.Id}', 'DEALER', now(), now()
              from generate_series(1, 5100) n
            """);
        for (var count = 0; count < 20; count++) await room.Accepted();
        room.Clock.Advance(TimeSpan.FromDays(-1));

        Assert.Empty((await room.CompareContents()).Findings);
    }

    [Fact]
    public async Task A_store_without_its_container_is_a_fault_and_not_a_million_findings()
    {
        await room.Storage.GetBlobContainerClient("documents").DeleteAsync();

        await Assert.ThrowsAsync<Azure.RequestFailedException>(room.CompareContents);
    }

    private static IEnumerable<(string Subject, string Name)> Told(DriftReading reading) =>
        reading.Findings.Select(finding => (finding.Subject, finding.Name)).Order();
}
