using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Glimmerglass.Tests.Rules;

public sealed class ETagsTests
{
    [Theory]
    [InlineData("\"7-0123456789ab\"", null)]
    [InlineData("W/\"7-0123456789ab\"", null)]
    [InlineData("\"7-0123456789ab-gzip\"", null)]
    [InlineData("W/\"7-0123456789ab-gzip\"", null)]
    [InlineData("\"7\"", null)]
    [InlineData("\"7-another-digest\"", "STALE")]
    [InlineData("\"7-0123456789aX\"", "STALE")]
    [InlineData("\"6-0123456789ab\", \"7-0123456789ab\"", null)]
    [InlineData("*", null)]
    [InlineData("\"6-0123456789ab\"", "STALE")]
    [InlineData("\"8-0123456789ab\"", "STALE")]
    [InlineData("\"77-0123456789ab\"", "STALE")]
    [InlineData("\"-7\"", "STALE")]
    [InlineData("\"\"", "STALE")]
    [InlineData("garbage", "STALE")]
    [InlineData("\"99999999999999999999-0\"", "STALE")]
    [InlineData("\"7 \"", "STALE")]
    [InlineData(",,", "STALE")]
    [InlineData("", "PRECONDITION_REQUIRED")]
    [InlineData(null, "PRECONDITION_REQUIRED")]
    public void A_change_names_the_version_that_was_seen(string? ifMatch, string? code)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.IfMatch = ifMatch;

        Assert.Equal(code, ETags.RefuseUnlessMatched(request, 7)?.Code);
    }

    [Fact]
    public void Several_headers_are_one_list()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.IfMatch = new StringValues(["\"6\"", "\"7\""]);

        Assert.Null(ETags.RefuseUnlessMatched(request, 7));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("\"7-0123456789ab\"", false)]
    [InlineData("W/\"7-0123456789ab\"", false)]
    [InlineData("\"7-0123456789ab-gzip\"", false)]
    [InlineData("\"1-0\", \"7-0123456789ab\"", false)]
    [InlineData("*", false)]
    [InlineData("\"7-0123456789ac\"", true)]
    [InlineData("garbage", true)]
    public void A_reader_who_has_it_already_is_told_so(string? ifNoneMatch, bool isNews)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.IfNoneMatch = ifNoneMatch;

        Assert.Equal(isNews, ETags.NoneMatch(request, "\"7-0123456789ab\""));
    }

    [Fact]
    public void A_tag_changes_with_the_version_and_with_the_body()
    {
        var tag = ETags.Of(7, "one"u8);

        Assert.Matches("^\"7-[0-9a-f]{12}\"$", tag);
        Assert.Equal(tag, ETags.Of(7, "one"u8));
        Assert.NotEqual(tag, ETags.Of(7, "two"u8));
        Assert.NotEqual(tag, ETags.Of(8, "one"u8));
        Assert.Matches("^\"[0-9a-f]{12}\"$", ETags.Of("one"u8));
    }
}
