using Azure;
using Glimmerglass.Data.Files;

namespace Glimmerglass.Tests.Stores;

public sealed class FileFaultTests
{
    [Theory]
    [InlineData(0, true), InlineData(408, true), InlineData(429, true), InlineData(500, true), InlineData(503, true), InlineData(504, true)]
    [InlineData(400, false), InlineData(403, false), InlineData(404, false), InlineData(409, false), InlineData(412, false), InlineData(501, false)]
    public void An_answer_passes_when_the_same_request_may_succeed_in_a_moment(int status, bool passes) =>
        Assert.Equal(passes, FileFault.IsPassing(new RequestFailedException(status, "")));

    [Fact]
    public void Attempts_that_were_refused_or_took_too_long_pass() =>
        Assert.True(FileFault.IsPassing(new AggregateException(new RequestFailedException(0, ""), new TaskCanceledException(), new RequestFailedException(503, ""))));

    [Fact]
    public void Whoever_was_told_off_once_is_told_off_again() =>
        Assert.False(FileFault.IsPassing(new AggregateException(new RequestFailedException(0, ""), new RequestFailedException(403, ""))));

    [Fact]
    public void Other_faults_are_ours()
    {
        Exception[] faults = [new InvalidOperationException(), new OperationCanceledException(), new FileChanged("x"), new FileGone("x"), new IOException()];

        Assert.DoesNotContain(faults, FileFault.IsPassing);
    }
}
