using Glimmerglass.Data;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Jobs;
using Microsoft.Extensions.Configuration;

namespace Glimmerglass.Commands;

/// <summary>Shows how each job stands.</summary>
internal static class JobsCommand
{
    public static async Task<int> Print(IConfiguration settings, bool json)
    {
        var schedules = Settings.ReadSchedules(settings);
        await using var db = Database.Open(SchemaCommands.DirectUrl(settings), maxPoolSize: 2);
        var runs = await new JobRunStore(db).ListNewest([.. schedules.Keys], JobState.NewestRuns, CancellationToken.None);
        var jobs = JobState.Of(schedules, runs, TimeProvider.System.Now());

        Terminal.Print(json, new { items = jobs }, () => JobTable.Write(jobs));
        return jobs.Any(job => job.IsLate) ? 1 : 0;
    }
}
