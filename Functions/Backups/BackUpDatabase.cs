using System.Globalization;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Backups;

/// <summary>Takes a backup of the whole database as it is at one instant, into the store. What runs that were cut off left behind is deleted first.</summary>
public sealed class BackUpDatabase(BackupWriter writer, BackupFiles files, JobLedger ledger, TimeProvider clock) : IJob
{
    string IJob.Name => nameof(BackUpDatabase);

    [Function(nameof(BackUpDatabase))]
    public Task Run([TimerTrigger("%BackUpDatabaseSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    async Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        await files.Prepare(cancel);
        var manifest = await writer.Write(clock.Now(), progress, cancel);

        Telemetry.BackedUp(manifest.Rows, manifest.StoredBytes, clock.GetElapsedTime(started));
        Telemetry.NewestBackup(clock.GetUtcNow() - manifest.SnapshotAt);
        var megabytes = Math.Max(1, manifest.StoredBytes / 1_000_000);
        return string.Create(CultureInfo.InvariantCulture, $"Backed up {manifest.Rows:N0} rows of {manifest.Tables.Count:N0} tables, {megabytes:N0} MB, as {manifest.Name}.");
    }
}
