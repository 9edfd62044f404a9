namespace Glimmerglass.Data.Drift;

/// <summary>Which promise drifted.</summary>
public enum DriftKind
{
    Schema,
    Migrations,
    Settings,
    Blobs,
    Ledgers,
}

/// <summary>How much it matters: broken data or a missing guard, something to mend soon, something to know.</summary>
public enum DriftSeverity
{
    Critical,
    Warning,
    Notice,
}

/// <summary>One difference between what should be and what is.</summary>
/// <param name="Subject">What sort of thing it is, in the words of its kind: <c>index</c>, <c>setting</c>, <c>accepted document</c>.</param>
/// <param name="Name">Which one: <c>orders_number_key</c>, an id. Never a secret, never personal data.</param>
/// <param name="Expected">"" when nothing was expected.</param>
/// <param name="Found">"" when nothing was found.</param>
/// <param name="Mend">The statement or step that would end the difference; "" when somebody has to decide.</param>
public sealed record DriftFinding(DriftKind Kind, string Subject, string Name, string Expected, string Found, DriftSeverity Severity, string Mend);
