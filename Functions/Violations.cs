namespace Glimmerglass.Functions;

/// <summary>Collects everything that is wrong with a body, as sentences by member, so that one answer names it all.</summary>
public sealed class Violations
{
    private readonly Dictionary<string, List<string>> byMember = [];

    public void Add(string member, string sentence)
    {
        if (!byMember.TryGetValue(member, out var sentences)) byMember[member] = sentences = [];
        sentences.Add(sentence);
    }

    public void Unless(bool holds, string member, string sentence)
    {
        if (!holds) Add(member, sentence);
    }

    /// <summary>Text with at most this many characters; blanks around it do not count, and blank text is none.</summary>
    public string? Text(string? value, string member, int maxLength)
    {
        var text = string.IsNullOrWhiteSpace(value) ? null : value.Trim();
        Unless(text is null || text.Length <= maxLength, member, $"{member} has at most {maxLength} characters.");
        return text;
    }

    /// <summary>Null: nothing is wrong.</summary>
    public Refusal? Refuse() => byMember.Count == 0 ? null : Refusal.Invalid(byMember.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray()));
}
