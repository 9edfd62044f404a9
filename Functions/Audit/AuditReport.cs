using System.Globalization;
using System.Text;
using Glimmerglass.Data.Audit;

namespace Glimmerglass.Functions.Audit;

/// <summary>What a verification means, in sentences.</summary>
public static class AuditReport
{
    /// <summary>Why the log is not proven; null: it is. A row that was written before <paramref name="sealedSince"/> and has no seal means that sealing does not run.</summary>
    public static string? Refuse(AuditVerdict found, DateTimeOffset sealedSince)
    {
        if (found.Breaks is [var first, ..])
        {
            return string.Create(CultureInfo.InvariantCulture, $"The audit log is broken in {found.Breaks.Count} places, the first at {Place(first)}: {first.Code}. {first.Message}");
        }
        return found.Ends.OldestUnsealedAt < sealedSince
            ? string.Create(CultureInfo.InvariantCulture, $"{found.Ends.Unsealed} rows of the audit log wait for their seal, the oldest since {found.Ends.OldestUnsealedAt:u}. Hint: does SealAuditLog run?")
            : null;
    }

    /// <summary>The verdict for a terminal.</summary>
    public static string Write(AuditVerdict found)
    {
        var text = new StringBuilder();
        var ends = found.Ends;
        text.AppendLine(CultureInfo.InvariantCulture, $"{found.Rows} rows were verified, positions {found.From} to {found.Through}, and {found.Witnesses ?? 0} witnesses compared.");
        text.AppendLine(CultureInfo.InvariantCulture, $"The chain ends at {ends.HeadPosition} with {Convert.ToHexStringLower(ends.HeadHash)}.");
        if (ends.AnchorPosition > 0) text.AppendLine(CultureInfo.InvariantCulture, $"Rows up to position {ends.AnchorPosition} were forgotten, last on {ends.ForgottenAt:yyyy-MM-dd}.");
        if (ends.Unsealed > 0) text.AppendLine(CultureInfo.InvariantCulture, $"{ends.Unsealed} rows wait for their seal, the oldest since {ends.OldestUnsealedAt:u}: nothing is proven of them yet.");
        foreach (var broken in found.Breaks) text.AppendLine(CultureInfo.InvariantCulture, $"BROKEN at {Place(broken)}: {broken.Code}. {broken.Message}");
        text.AppendLine(found.Whole ? "The audit log is whole." : "The audit log is NOT whole.");
        return text.ToString();
    }

    private static string Place(ChainBreak broken) => (broken.Position, broken.AuditId) switch
    {
        ({ } position, { } row) => string.Create(CultureInfo.InvariantCulture, $"position {position} (row {row})"),
        ({ } position, _) => string.Create(CultureInfo.InvariantCulture, $"position {position}"),
        (_, var row) => string.Create(CultureInfo.InvariantCulture, $"row {row}"),
    };
}
