using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Tests.Corpus;

/// <summary>Runs a file through the check as an upload does, in buffers of any size.</summary>
public static class Trial
{
    /// <summary>The verdict on a case, whose content may be a changed one.</summary>
    /// <param name="bufferBytes">The size of each buffer, from which every second one is shortened; 0 gives the whole content at once.</param>
    public static Verdict Judge(Case one, byte[] content, int bufferBytes = 0)
    {
        using var scan = new ContentScan(content.Length);
        foreach (var (start, length) in Buffers(content.Length, bufferBytes)) scan.Append(content.AsSpan(start, length));
        return FileCheck.Judge(one.Announced(content.Length), scan.Finish(), new Limits());
    }

    /// <summary>What became of a case: its codes, or that its name was refused before any content was sent.</summary>
    public static string Found(Case one, Verdict verdict)
    {
        var refusals = FileCheck.RefuseAnnouncement(one.Kind, one.FileName, one.ContentType, verdict.SizeBytes, null, new Limits());
        return one.Expected == Case.RefusedName && refusals.Any(refusal => refusal.Member == "fileName") ? Case.RefusedName : Codes(verdict.Reasons);
    }

    /// <summary>The codes in their order with a blank between, <c>-</c> when there are none.</summary>
    public static string Codes(IReadOnlyList<Reason> reasons) => reasons.Count == 0 ? Case.Accepted : string.Join(' ', reasons.Select(reason => reason.Code));

    /// <summary>A verdict in all its words, to be compared with another.</summary>
    public static string Whole(Verdict verdict) =>
        $"{verdict.State} {verdict.ContentType} {verdict.SizeBytes} {Convert.ToHexString(verdict.Sha256)}\n{string.Join('\n', verdict.Reasons)}\n{string.Join('\n', verdict.Warnings)}";

    private static IEnumerable<(int Start, int Length)> Buffers(int total, int bufferBytes)
    {
        if (bufferBytes == 0) bufferBytes = Math.Max(1, total);
        for (int start = 0, turn = 0; start < total; turn++)
        {
            var length = Math.Min(total - start, turn % 2 == 0 ? bufferBytes : Math.Max(1, bufferBytes * 2 / 3));
            yield return (start, length);
            start += length;
        }
    }
}
