using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents;

/// <summary>
/// Decides how often and when an upload is checked that has no verdict yet. An event brings the first attempts, within a minute or two; a timer the
/// others, an hour apart, counted from the arrival of the upload. After the last one only a person has it checked again.
/// </summary>
public static class CheckAttempts
{
    /// <summary>As many attempts as the host makes before it gives a blob up (poisonBlobThreshold in host.json); then the document is failed.</summary>
    public const int BeforeFailure = 5;

    /// <summary>As many attempts as are made without being asked for.</summary>
    public const int Most = 10;

    /// <summary>An event arrives in seconds and a check ends in minutes, so what lies there for longer was lost.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>
    /// Whether an upload of this age is a reason to ask the database: each time in its first hour, then once an hour, after a day once a day. What
    /// cannot be checked stays where it is, and must not keep a database awake that sleeps when nobody asks.
    /// </summary>
    public static bool IsWorthALook(DateTimeOffset arrivedAt, DateTimeOffset? lookedAt, DateTimeOffset now)
    {
        // From the end of its patience on, so that a document that waits two hours for a second opinion is looked at soon after them.
        var since = arrivedAt + Patience;
        if (now < since) return false;
        if (now - since < Hour || lookedAt is not { } last || last < since || last > now) return true;

        var pause = now - since < Day ? Hour : Day;
        return (last - since).Ticks / pause.Ticks < (now - since).Ticks / pause.Ticks;
    }

    /// <summary>Whether a timer has to deal with an upload of this age. No document (null) or a verdict that stands: it only has to leave.</summary>
    public static bool IsDue(CheckProgress? document, TimeSpan age, DateTimeOffset now)
    {
        if (age < Patience) return false;
        return document?.State switch
        {
            DocumentState.Checking => HasEnded(document, now),
            DocumentState.Failed => document.Attempts < Most && age >= (Math.Max(document.Attempts, BeforeFailure) - BeforeFailure + 1) * Hour,
            _ => true,
        };
    }

    /// <summary>Whether the checks of a file were begun so often without an end that the file may be what ends them: then it is failed, unread.</summary>
    public static bool HaveNeverEnded(CheckProgress? document, DateTimeOffset now) =>
        document is { State: DocumentState.Checking, IsWaiting: false, Attempts: >= BeforeFailure } && HasEnded(document, now);

    /// <summary>Whether this attempt, if it fails, makes the document failed. One that is failed stays so without a word until there is a verdict.</summary>
    public static bool IsLastBeforeFailure(DocumentState state, int attempts) => state == DocumentState.Checking && attempts >= BeforeFailure;

    /// <summary>Nobody is at it any more: no check runs that long.</summary>
    private static bool HasEnded(CheckProgress document, DateTimeOffset now) => document.CheckBegunAt is not { } begun || now - begun >= Patience;
}
