using Glimmerglass.Data;
using Glimmerglass.Data.Neon;
using Glimmerglass.Data.Scratch;

namespace Glimmerglass.Tests.Stores;

/// <summary>What is asked of Neon over HTTP, and what is made of its answers.</summary>
public sealed class NeonProjectTests : IAsyncLifetime
{
    private const string Own = "postgresql://owner:production@ep-old-pooler.eu-central-1.aws.neon.tech/orders?sslmode=require";

    private FakeNeon neon = null!;
    private HttpClient http = null!;
    private NeonProject project = null!;

    public async Task InitializeAsync()
    {
        neon = await FakeNeon.Start();
        http = NeonCalls.Client(neon.Address, FakeNeon.Key);
        project = Project(FakeNeon.Project);
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await neon.DisposeAsync();
    }

    [Fact]
    public async Task The_history_window_is_that_of_the_project() => Assert.Equal(TimeSpan.FromDays(7), await project.HistoryWindow(CancellationToken.None));

    [Fact]
    public async Task A_scratch_database_is_an_empty_one_in_a_branch_of_its_own_until_it_is_dropped()
    {
        neon.Polls = 2;
        var scratches = Branches(project);

        var scratch = await scratches.Create(CancellationToken.None);
        var made = neon.Branches.Count;
        await scratch.Drop(CancellationToken.None);

        Assert.Equal(2, made);
        Assert.StartsWith("drill-", scratch.Name, StringComparison.Ordinal);
        Assert.Contains("@ep-new.eu-central-1.aws.neon.tech/scratch_", scratch.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", scratch.ToString(), StringComparison.Ordinal);
        Assert.Equal(["br-main"], neon.Branches.Keys);
        Assert.Contains(neon.Asked, asked => asked.Contains("/connection_uri?branch_id=br-", StringComparison.Ordinal) && asked.EndsWith("&role_name=owner&pooled=false", StringComparison.Ordinal));
        Assert.Equal(3 * 4, neon.Asked.Count(asked => asked.Contains("/operations/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(423)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_passes_is_tried_again(int status)
    {
        for (var count = 0; count < 3; count++) neon.First.Enqueue((status, "{}"));

        Assert.Equal(TimeSpan.FromDays(7), await project.HistoryWindow(CancellationToken.None));
        Assert.Equal(4, neon.Asked.Count);
    }

    [Theory]
    [InlineData(401, 1, "Hint: check NeonApiKey.")]
    [InlineData(404, 1, "Hint: check NeonProjectId.")]
    [InlineData(422, 1, "422. Hint: the plan")]
    [InlineData(302, 1, "302")]
    [InlineData(423, 6, "423 in 6 attempts")]
    public async Task What_does_not_pass_is_a_fault_in_a_sentence_without_what_was_sent(int status, int attempts, string words)
    {
        for (var count = 0; count < 10; count++) neon.First.Enqueue((status, $$"""{"message":"{{FakeNeon.Key}} postgresql://u:secret@h/d"}"""));

        var fault = await Assert.ThrowsAsync<NeonFault>(() => project.HistoryWindow(CancellationToken.None));

        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeNeon.Key, fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
        Assert.Equal(attempts, neon.Asked.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"project":null}""")]
    [InlineData("""{"project":{"history_retention_seconds":"many"}}""")]
    [InlineData("""{"project":{"history_retention_seconds":1e400}}""")]
    public async Task An_answer_that_is_something_else_is_a_fault(string body)
    {
        neon.First.Enqueue((200, body));

        await Assert.ThrowsAsync<NeonFault>(() => project.HistoryWindow(CancellationToken.None));
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        for (var count = 0; count < 6; count++) neon.First.Enqueue((200, new string(' ', 9 << 20)));

        await Assert.ThrowsAsync<NeonFault>(() => project.HistoryWindow(CancellationToken.None));
    }

    [Fact]
    public async Task Nobody_there_is_a_fault()
    {
        await neon.DisposeAsync();

        var fault = await Assert.ThrowsAsync<NeonFault>(() => project.HistoryWindow(CancellationToken.None));

        Assert.Contains("did not answer", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_whose_answer_was_lost_is_not_made_twice()
    {
        neon.LosesAnswers = true;

        var scratch = await Branches(project).Create(CancellationToken.None);

        Assert.Equal(2, neon.Branches.Count);
        await scratch.Drop(CancellationToken.None);
        Assert.Single(neon.Branches);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("cancelled")]
    [InlineData("something_new")]
    public async Task An_operation_that_ends_otherwise_is_a_fault(string status)
    {
        neon.EndsAs = status;

        var fault = await Assert.ThrowsAsync<NeonFault>(() => project.CreateBranch("drill-x", DateTimeOffset.UnixEpoch.AddYears(60), CancellationToken.None));

        Assert.Contains($"create_branch of Neon ended as {status}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_that_does_not_end_is_given_up()
    {
        neon.Polls = int.MaxValue;

        var fault = await Assert.ThrowsAsync<NeonFault>(() => Project(FakeNeon.Project, TimeSpan.Zero).CreateBranch("drill-x", DateTimeOffset.UnixEpoch.AddYears(60), CancellationToken.None));

        Assert.Contains("did not end within 0 minutes", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://owner:secret@neon.tech.evil.example/{0}")]
    [InlineData("postgresql://owner:secret@ep-old.eu-central-1.aws.neon.tech/orders")]
    public async Task A_backup_is_sent_to_no_address_but_the_branch(string url)
    {
        neon.Url = database => string.Format(System.Globalization.CultureInfo.InvariantCulture, url, database);

        var refused = await Assert.ThrowsAsync<ScratchRefusedException>(() => Branches(project).Create(CancellationToken.None));

        Assert.Contains("Nothing was sent there.", refused.Message, StringComparison.Ordinal);
        Assert.Single(neon.Branches);
    }

    [Fact]
    public async Task A_branch_without_a_database_is_not_left_behind()
    {
        neon.OnDatabase = _ => throw new InvalidOperationException();

        await Assert.ThrowsAsync<NeonFault>(() => Branches(project).Create(CancellationToken.None));

        Assert.Single(neon.Branches);
    }

    [Fact]
    public async Task Only_old_branches_of_drills_are_left_over()
    {
        var now = DateTimeOffset.UtcNow;
        neon.Branches["br-1"] = ("drill-old", now.AddDays(-2), false);
        neon.Branches["br-2"] = ("drill-young", now.AddHours(-2), false);
        neon.Branches["br-3"] = ("my-drill-old", now.AddDays(-2), false);
        neon.Branches["br-4"] = ("drill-default", now.AddDays(-2), true);

        var dropped = await Branches(project).DropLeftovers(CancellationToken.None);

        Assert.Equal(["drill-old"], dropped);
        Assert.Equal(["br-2", "br-3", "br-4", "br-main"], neon.Branches.Keys.Order());
    }

    private static ScratchBranches Branches(NeonProject project) => new(project, new DirectDatabase(null, Own, 1), TimeProvider.System);

    private NeonProject Project(string id, TimeSpan? limit = null)
    {
        var calls = new NeonCalls(http, TimeProvider.System) { FirstPause = TimeSpan.FromMilliseconds(1), Poll = TimeSpan.FromMilliseconds(1), OperationLimit = limit ?? TimeSpan.FromMinutes(1) };
        return new NeonProject(calls, id);
    }
}
