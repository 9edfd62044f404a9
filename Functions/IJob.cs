namespace Glimmerglass.Functions;

/// <summary>What a timer does, so that its schedule, the door for jobs and a command run the same code.</summary>
public interface IJob
{
    /// <summary>The name of its function. Its schedule is the setting of this name with <c>Schedule</c> behind it.</summary>
    string Name { get; }

    /// <summary>Does the work and says in a sentence what was done. A failure is thrown.</summary>
    Task<string> Work(CancellationToken cancel);
}
