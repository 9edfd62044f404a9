using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Files;

namespace Glimmerglass.Functions.Documents;

/// <summary>
/// Makes the place of a content agree with the state of its document, whatever runs at the same time: kept while the document is accepted,
/// and in quarantine otherwise. Whoever changed one of the two looks at the other afterwards, so the last one to act leaves them in agreement.
/// </summary>
public sealed class ContentPlace(VerdictStore verdicts, FileStore files)
{
    private const int MaxRounds = 5;

    /// <summary>Takes the content of a document that does not count out of the kept ones; puts it back when a release made it count meanwhile.</summary>
    public async Task TakeAway(Guid documentId, CancellationToken cancel)
    {
        try
        {
            if (!await files.MoveToQuarantine(documentId, cancel)) return;
        }
        catch (FileChanged)
        {
            // Another run is copying it at this moment.
        }
        await Agree(documentId, cancel);
    }

    /// <summary>Puts the content back that a document needs which was just made to count, if somebody took it away meanwhile.</summary>
    public async Task PutBack(Guid documentId, string judgedEtag, CancellationToken cancel)
    {
        if (await files.KeepFromQuarantine(documentId, judgedEtag, cancel)) await Agree(documentId, cancel);
    }

    /// <summary>Moves the content until its place and the state that was read after the last move agree.</summary>
    public async Task Agree(Guid documentId, CancellationToken cancel)
    {
        for (var round = 1; round <= MaxRounds; round++)
        {
            try
            {
                var moved = await verdicts.FindKept(documentId, cancel) is { } judgedEtag
                    ? await files.KeepFromQuarantine(documentId, judgedEtag, cancel)
                    : await files.MoveToQuarantine(documentId, cancel);
                if (!moved) return;
            }
            catch (FileChanged) when (round < MaxRounds)
            {
                // Somebody is copying at this moment, and looks at the state afterwards too.
            }
        }
    }
}
