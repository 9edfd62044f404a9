using Glimmerglass.Data;

namespace Glimmerglass.Functions;

/// <summary>What a timer does, so that its schedule, the door for jobs and a command run the same code.</summary>
public interface IJob
{
    /// <summary>The name of its function. Its schedule is the setting of this name with <c>Schedule</c> behind it.</summary>
    string Name { get; }

    /// <summary>Does the work and says in a sentence what was done. A failure is thrown.</summary>
    /// <param name="progress">Hears how far the work is, for somebody who waits at a terminal.</param>
    Task<string> Work(IProgress<WorkProgress> progress, CancellationToken cancel);
}
