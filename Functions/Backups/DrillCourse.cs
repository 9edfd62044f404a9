using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Scratch;

namespace Glimmerglass.Functions.Backups;

/// <summary>
/// A drill from its beginning to its end: what a person would do after a disaster, and everything that shows whether it worked. A check that fails is noted
/// and the next one is made; only without a backup, or without a restore, the rest is left out.
/// </summary>
public sealed class DrillCourse(BackupFiles files, DatabaseRestore restore, IScratchDatabases scratches, RestoredChecks checks, DocumentChecks documents, Settings settings, TimeProvider clock)
{
    /// <summary>Done to the end whatever is found. Only a stop from outside is thrown, after the scratch database was dropped.</summary>
    public async Task<Drill> Run(IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        var notes = new DrillNotes(clock.Now());
        progress.Report(new WorkProgress("looking at the newest backup"));
        await DropLeftovers(notes, cancel);
        if (!await Attempt(notes, DrillCheck.Backup, () => FindNewest(notes, cancel), cancel)) return notes.End(clock.Now());

        await Attempt(notes, DrillCheck.Files, () => CheckFiles(notes, cancel), cancel);
        if (await RestoreAndCheck(notes, began, progress, cancel)) await Attempt(notes, DrillCheck.Documents, () => documents.Check(notes, progress, cancel), cancel);
        return notes.End(clock.Now());
    }

    /// <summary>A leftover that stays is no reason against this drill.</summary>
    private async Task DropLeftovers(DrillNotes notes, CancellationToken cancel)
    {
        try
        {
            foreach (var left in await scratches.DropLeftovers(cancel)) notes.Add(DrillFinding.Warning(DrillCheck.Scratch, left, "An earlier drill left this behind. It was dropped."));
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            notes.Add(DrillFinding.Warning(DrillCheck.Scratch, "", $"What earlier drills left behind could not be dropped. {Words(fault)}"));
        }
    }

    private async Task FindNewest(DrillNotes notes, CancellationToken cancel)
    {
        if (await files.List(1, cancel) is not [var newest]) throw new BackupFailedException("There is no backup. Hint: `backup` takes one now, and `jobs` shows why the nightly one did not.");

        notes.Backup = newest.Name;
        notes.Manifest = await files.ReadManifest(newest.Name, cancel);
        notes.Rpo = notes.StartedAt - notes.Manifest.SnapshotAt;
        notes.Add(DrillTargets.MissedRpo(notes.Rpo.Value));
        notes.Add(DrillComparison.ProvesNothing(notes.Manifest));
    }

    private async Task CheckFiles(DrillNotes notes, CancellationToken cancel) =>
        notes.Add(DrillComparison.Files(notes.Manifest!, await files.ListFolder(notes.Manifest!.Name, cancel)));

    /// <summary>False: it could not be restored. The scratch database is gone in every case, or the notes say that it is not.</summary>
    private async Task<bool> RestoreAndCheck(DrillNotes notes, long began, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        Scratch? scratch = null;
        try
        {
            progress.Report(new WorkProgress("making a scratch database"));
            if (!await Attempt(notes, DrillCheck.Scratch, async () => scratch = await scratches.Create(cancel), cancel)) return false;
            if (!await Attempt(notes, DrillCheck.Restore, () => restore.Restore(notes.Manifest!.Name, scratch!.Url, settings.BackupStreams, progress, cancel), cancel)) return false;

            await using var db = Database.Open(scratch!.Url, settings.BackupStreams + 2);
            foreach (var (check, look) in checks.Of(notes.Manifest!, db, progress, cancel)) await Attempt(notes, check, async () => notes.Add(await look()), cancel);

            notes.RestoredAndChecked(clock.GetElapsedTime(began));
            notes.Add(DrillTargets.MissedRto(notes.Rto!.Value));
            return true;
        }
        finally
        {
            if (scratch is not null) await Drop(notes, scratch, cancel);
        }
    }

    /// <summary>Not with the drill's own token: what was stopped is cleared away, too.</summary>
    private static async Task Drop(DrillNotes notes, Scratch scratch, CancellationToken cancel)
    {
        try
        {
            await scratch.Drop(CancellationToken.None);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            notes.Add(DrillFinding.Failure(DrillCheck.Scratch, scratch.Name, $"The scratch database could not be dropped, a later drill tries it again. {Words(fault)}"));
        }
    }

    /// <summary>Whether it was done. What went wrong is noted with its words.</summary>
    private static async Task<bool> Attempt(DrillNotes notes, DrillCheck check, Func<Task> work, CancellationToken cancel)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            notes.Add(DrillFinding.Failure(check, "", Words(fault)));
            return false;
        }
    }

    /// <summary>Our own sentences as they are; a fault of something else in a line without addresses.</summary>
    private static string Words(Exception fault) =>
        fault is BackupFailedException or RestoreRefusedException or RestoreFailedException or ScratchRefusedException ? fault.Message : FaultLine.Of(fault);
}
