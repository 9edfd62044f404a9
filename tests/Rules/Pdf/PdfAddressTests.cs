using System.Text;
using Glimmerglass.Functions.Documents.Content.Pdf;

namespace Glimmerglass.Tests.Rules.Pdf;

/// <summary>Which addresses of links open a web page or a letter, and which something else.</summary>
public sealed class PdfAddressTests
{
    [Theory]
    [InlineData("https://example.org/a:b")]
    [InlineData("HTTP://example.org")]
    [InlineData(" mailto:someone@example.org")]
    [InlineData("www.example.org:8080/page")]
    [InlineData("page/two.html?x=javascript:1")]
    [InlineData("#chapter:2")]
    [InlineData("\u00FE\u00FF\0h\0t\0t\0p\0:")]
    [InlineData("")]
    public void A_page_a_letter_or_a_relative_address_is_taken(string address) => Assert.False(PdfAddress.IsForeign(Encoding.Latin1.GetBytes(address)));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("  java\nscr\tipt:alert(1)")]
    [InlineData("\u00FE\u00FF\0J\0a\0v\0a\0s\0c\0r\0i\0p\0t\0:")]
    [InlineData("\u00EF\u00BB\u00BFdata:text/html,x")]
    [InlineData("file:///c:/x")]
    [InlineData("ms-word:ofe|u|https://example.org")]
    [InlineData("java.script:x")]
    public void Any_other_scheme_is_foreign(string address) => Assert.True(PdfAddress.IsForeign(Encoding.Latin1.GetBytes(address)));

    [Fact]
    public void An_address_that_begins_beyond_what_is_kept_is_foreign() => Assert.True(PdfAddress.IsForeign(new byte[2048]));
}
