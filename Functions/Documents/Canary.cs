using System.Globalization;
using System.Text;
using Glimmerglass.Data;
using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents;

/// <summary>
/// The files of our own that prove the check: a PDF that must be accepted, and the same with a script that runs when it is opened, which must be refused.
/// No test virus, because the scanner of the store would raise an alarm each time.
/// </summary>
public static class Canary
{
    public const string ContentType = "application/pdf";

    /// <summary>A PDF of one empty page, with a mark in it so that no two are alike.</summary>
    public static byte[] Good(Guid mark) => Pdf(mark, "");

    /// <summary>The same page, with a script that does nothing (ISO 32000-2, 12.6.4.17).</summary>
    public static byte[] Bad(Guid mark) => Pdf(mark, "/OpenAction<</S/JavaScript/JS(0)>>");

    /// <summary>Says what is wrong with the verdicts on a good and a bad file after this time; null when both are right.</summary>
    public static string? Complain(CanaryFinding? good, CanaryFinding? bad, TimeSpan after)
    {
        List<string> complaints = [];
        if (good is not { State: DocumentState.Accepted }) complaints.Add($"a good file was expected to be {DocumentState.Accepted.Word()} and is {Told(good)}");
        if (bad is not { State: DocumentState.Rejected } || !bad.Reasons.Any(reason => reason.Code == ReasonCode.PdfActiveContent))
        {
            complaints.Add($"a file with a script was expected to be {DocumentState.Rejected.Word()} for {ReasonCode.PdfActiveContent} and is {Told(bad)}");
        }
        return complaints.Count == 0 ? null : Sentence.Of(
            $"The check of uploads is not proved: {string.Join("; ", complaints)} after {after.TotalSeconds:0} s. Hint: docs/runbooks/a-document-is-not-checked.md, the part on canaries.");
    }

    /// <summary>Whether nothing more is to come.</summary>
    public static bool IsJudged(CanaryFinding found) => found.State is not (DocumentState.AwaitingUpload or DocumentState.Checking);

    private static string Told(CanaryFinding? found) => found switch
    {
        null => "not known any more",
        { State: DocumentState.AwaitingUpload } => "not looked at (its event did not arrive, or the function does not run)",
        _ => string.Join(' ', found.Reasons.Select(reason => reason.Code).Prepend(found.State.Word())),
    };

    private static byte[] Pdf(Guid mark, string action)
    {
        string[] objects =
        [
            $"<</Type/Catalog/Pages 2 0 R{action}>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<>>>>",
            $"<</Title(Canary {mark:D})>>",
        ];
        var body = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder("0000000000 65535 f \n");
        foreach (var (index, content) in objects.Index())
        {
            table.Append(CultureInfo.InvariantCulture, $"{body.Length:D10} 00000 n \n");
            body.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{content}\nendobj\n");
        }
        var count = objects.Length + 1;
        return Encoding.ASCII.GetBytes($"{body}xref\n0 {count}\n{table}trailer\n<</Size {count}/Root 1 0 R/Info 4 0 R>>\nstartxref\n{body.Length}\n%%EOF\n");
    }
}
