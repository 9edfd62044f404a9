using System.Text.RegularExpressions;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Which blobs a function wants, as container/{name}, and what the pieces of their names are called.</summary>
internal sealed partial class BlobPath
{
    private readonly Regex pattern;

    private BlobPath(string container, string prefix, Regex pattern)
    {
        Container = container;
        Prefix = prefix;
        this.pattern = pattern;
    }

    public string Container { get; }

    /// <summary>What every wanted name begins with; the listing is cut down to it.</summary>
    public string Prefix { get; }

    public IEnumerable<string> Names => pattern.GetGroupNames().Where(name => !char.IsAsciiDigit(name[0]));

    /// <summary>Throws a FormatException that says what is wrong.</summary>
    public static BlobPath Parse(string path)
    {
        var cut = path.Split('/', 2);
        if (!ContainerName().IsMatch(cut[0])) throw new FormatException($"'{cut[0]}' is not the name of a container.");

        var names = cut.Length == 1 ? "{name}" : cut[1];
        var pieces = Piece().Split(names);
        if (pieces.Where((_, at) => at % 2 == 0).Any(literal => literal.AsSpan().ContainsAny('{', '}')))
            throw new FormatException("Braces must enclose a name, as in {documentId}.");
        if (pieces.Where((_, at) => at % 2 == 1).GroupBy(name => name).Any(group => group.Count() > 1))
            throw new FormatException("A name in braces may appear once.");

        var expression = string.Concat(pieces.Select((piece, at) => at % 2 == 0 ? Regex.Escape(piece) : $"(?<{piece}>.+)"));
        return new BlobPath(cut[0], pieces[0], new Regex($"^{expression}$", RegexOptions.Singleline | RegexOptions.CultureInvariant));
    }

    /// <summary>The named pieces, or null for a blob that is not wanted.</summary>
    public Dictionary<string, object?>? Match(string blobName)
    {
        var match = pattern.Match(blobName);
        return match.Success ? Names.ToDictionary(name => name, object? (name) => match.Groups[name].Value, StringComparer.OrdinalIgnoreCase) : null;
    }

    [GeneratedRegex(@"^(?!.*--)[a-z0-9$][a-z0-9-]{1,61}[a-z0-9]$")]
    private static partial Regex ContainerName();

    [GeneratedRegex(@"\{([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Piece();
}
