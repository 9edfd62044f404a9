using System.Globalization;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Backups;

/// <summary>Deletes the backups that no rule of retention keeps. The command <c>backups</c> shows beforehand which these are.</summary>
public sealed class ForgetOldBackups(BackupShelf shelf, BackupFiles files, JobLedger ledger, TimeProvider clock) : IJob
{
    string IJob.Name => nameof(ForgetOldBackups);

    [Function(nameof(ForgetOldBackups))]
    public Task Run([TimerTrigger("%ForgetOldBackupsSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    async Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        try
        {
            return await Forget(progress, cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested && BackupFault.Explain(fault) is { } why)
        {
            throw new BackupFailedException(why, fault);
        }
    }

    private async Task<string> Forget(IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var judged = await shelf.Look(cancel);
        if (judged.Count > 0) Telemetry.NewestBackup(clock.GetUtcNow() - judged[0].Backup.SnapshotAt);

        // Oldest first, so that a run that is cut off leaves the younger ones.
        var going = judged.Where(backup => !backup.IsKept).Select(backup => backup.Backup.Name).Reverse().ToList();
        var deletions = new List<BackupDeletion>();
        foreach (var name in going)
        {
            progress.Report(new WorkProgress($"Deleting {name}"));
            deletions.Add(await files.Delete(name, cancel));
        }
        return Tell(judged.Count - going.Count, deletions);
    }

    private static string Tell(int kept, List<BackupDeletion> deletions)
    {
        List<string> gone = [.. deletions.Where(deletion => deletion.HeldBack == 0).Select(deletion => deletion.Name)];
        List<string> held = [.. deletions.Where(deletion => deletion.HeldBack > 0).Select(deletion => deletion.Name)];
        var told = string.Create(CultureInfo.InvariantCulture, $"Kept {kept} backups, deleted {gone.Count}{(gone.Count == 0 ? "" : ": " + string.Join(", ", gone))}.");
        return held.Count == 0 ? told : $"{told} The store holds back {string.Join(", ", held)}, which go when it lets them.";
    }
}
