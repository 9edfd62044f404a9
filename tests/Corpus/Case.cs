using Glimmerglass.Functions.Documents;

namespace Glimmerglass.Tests.Corpus;

/// <summary>
/// One file with its claims, and the verdict that the formats' standards and the rules of the check ask for. <paramref name="Expected"/> is <c>-</c> for a file that is accepted,
/// <c>?</c> where any verdict will do as long as there is one, <c>NAME</c> where the announcement already refuses the name; else codes that must all be given, <c>A|B</c> being one of two.
/// </summary>
public sealed record Case(string Name, string FileName, string ContentType, string Expected, Func<byte[]> Build)
{
    public const string Accepted = "-";
    public const string AnyVerdict = "?";
    public const string RefusedName = "NAME";

    /// <summary>The kind of document it is uploaded as: one that takes videos, unless said otherwise.</summary>
    public string Kind { get; init; } = "SITE_MEDIA";

    /// <summary>The code of the warning that must be given, <c>-</c> for none at all, <c>?</c> where it does not matter.</summary>
    public string Warning { get; init; } = "-";

    public bool IsGood => Expected == Accepted;

    /// <summary>True when these codes, as <see cref="Trial.Codes"/> lists them, are what is expected.</summary>
    public bool Allows(string codes)
    {
        if (Expected == AnyVerdict) return true;
        if (Expected is Accepted or RefusedName) return codes == Expected;

        var found = codes.Split(' ');
        return Expected.Split(' ').All(oneOf => oneOf.Split('|').Intersect(found).Any());
    }

    /// <summary>True when the warnings are as expected; a file that is refused may have others.</summary>
    public bool AllowsWarnings(string warnings) => Warning == AnyVerdict || warnings == Warning || (!IsGood && Warning == "-");

    public Announced Announced(long sizeBytes) => new(Kind, FileName, ContentType, sizeBytes, null);

    public override string ToString() => Name;
}
