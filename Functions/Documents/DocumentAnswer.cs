using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents;

/// <summary>Decides what a reader is told of a document beyond what it may see at all.</summary>
public static class DocumentAnswer
{
    /// <summary>
    /// The document as its reader sees it. Warnings, releases and other orders are for admins: a dealer gets an empty list of warnings and
    /// none of the other members. That a picture tells a place is a warning only while a dealer can open it, so it comes and goes with the visibility.
    /// </summary>
    public static Document For(Document document, bool toDealer) => toDealer
        ? document with { Warnings = [], ReleasedAt = null, ReleaseReason = null, SameContentOn = null }
        : document with { Warnings = [.. document.Warnings.Where(warning => warning.Code != ReasonCode.LocationData || document.VisibleToDealer)] };
}
