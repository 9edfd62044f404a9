using System.Text.Json;
using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents;

/// <summary>Decides whether a person may let a document count that the check refused. Null: it may be released.</summary>
public static class ReleaseGate
{
    /// <summary>What is no longer there, or is there as another content than the one that was judged.</summary>
    public static Refusal NotThere() => Refusal.DocumentNotReleasable(
        "What was judged is not in quarantine any more, where it is held for 30 days. Ask the uploader for the file once more.");

    /// <summary>Only a rejected document whose content is known to its last byte: nobody can answer for what nobody has read.</summary>
    public static Refusal? Refuse(Document document, JudgedContent content)
    {
        var state = JsonNamingPolicy.SnakeCaseLower.ConvertName(document.State.ToString());
        if (document.State == DocumentState.Infected) return Refusal.DocumentNotRejected(state, "An infected document is never released. Ask the uploader for a clean file.");
        if (document.State != DocumentState.Rejected) return Refusal.DocumentNotRejected(state, $"Only a rejected document can be released, and this one is {state}.");

        if (document.Sha256 is null || content.CheckedEtag is null)
        {
            return Refusal.DocumentNotReleasable("The content was not read to its end, so nobody knows what would be released. Ask the uploader for the file once more.");
        }
        if (content.IsMalicious) return Refusal.DocumentNotReleasable("A malware scanner found something harmful in it. Ask the uploader for a clean file.");
        return content.SizeBytes > 0 ? null : Refusal.DocumentNotReleasable("The file is empty: there is nothing to release.");
    }
}
