using Glimmerglass.Functions;

namespace Glimmerglass.Tests.Rules;

public sealed class ViolationsTests
{
    [Fact]
    public void Nothing_wrong_is_no_refusal()
    {
        var violations = new Violations();
        violations.Unless(true, "notes", "Never said.");

        Assert.Null(violations.Refuse());
    }

    [Fact]
    public void Sentences_are_gathered_by_member_in_the_order_they_came()
    {
        var violations = new Violations();
        violations.Add("notes", "One.");
        violations.Unless(false, "color", "Two.");
        violations.Add("notes", "Three.");

        var refusal = violations.Refuse()!;

        var errors = Assert.IsType<IReadOnlyDictionary<string, string[]>>(refusal.Facts["errors"], exactMatch: false);
        Assert.Equal("INVALID", refusal.Code);
        Assert.Equal(["One.", "Three."], errors["notes"]);
        Assert.Equal(["Two."], errors["color"]);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("", null, true)]
    [InlineData(" \t\n", null, true)]
    [InlineData("  abc ", "abc", true)]
    [InlineData("abcd", "abcd", false)]
    [InlineData(" abc  ", "abc", true)]
    public void Text_is_trimmed_blank_is_none_and_length_is_counted_without_blanks(string? given, string? text, bool fits)
    {
        var violations = new Violations();

        Assert.Equal(text, violations.Text(given, "notes", 3));
        Assert.Equal(fits, violations.Refuse() is null);
    }
}
