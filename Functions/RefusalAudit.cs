using Glimmerglass.Data;
using Glimmerglass.Data.Audit;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions;

/// <summary>
/// Tells the audit log of what was refused, and lets nobody fill it: the same refusal of the same caller is written once a minute, one of somebody who is not
/// known once in fifteen, and an instance writes at most <see cref="MaxInAMinute"/> in all. What was held back is counted, and the next row of its kind says how often.
/// A refusal is answered whether or not it could be written.
/// </summary>
public sealed partial class RefusalAudit(AuditStore audit, TimeProvider clock, ILogger<RefusalAudit> log)
{
    /// <summary>What one instance writes in a minute, whoever is refused: less than one in each 200 ms.</summary>
    public const int MaxInAMinute = 300;

    /// <summary>What one caller gets of them, so that nobody is hidden behind another.</summary>
    public const int MaxOfOneCaller = 20;

    /// <summary>How long the same refusal of a known caller is held back.</summary>
    public static readonly TimeSpan OfTheSame = TimeSpan.FromMinutes(1);

    /// <summary>How long it is for callers who are not known, who all count as one. Longer, because anybody on the network can be that one.</summary>
    public static readonly TimeSpan OfStrangers = TimeSpan.FromMinutes(15);

    private const int MaxRemembered = 10_000;

    // A refusal must not wait for a database that is away.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock turn = new();
    private readonly Dictionary<string, (DateTimeOffset WrittenAt, int HeldBack)> remembered = [];
    private DateTimeOffset minuteBeganAt;
    private readonly Dictionary<Guid, int> ofCallers = [];
    private int inMinute;

    /// <summary>Writes the refusal, unless it is held back.</summary>
    /// <param name="same">What makes two refusals of one caller the same: a door, or an order and a status.</param>
    public async Task Record(string same, RefusedAct act)
    {
        var key = $"{act.Action} {act.ActorId} {same}";
        if (HeldBack(key, act.ActorId ?? Guid.Empty, act.ActorId is null ? OfStrangers : OfTheSame) is not { } heldBack)
        {
            Telemetry.AuditedRefusal(act.Action.Word(), "HELD_BACK");
            return;
        }
        // Not with the caller's own token: who hangs up would be refused without a trace.
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            await audit.Record(act with { HeldBack = heldBack }, clock.Now(), patience.Token);
            Telemetry.AuditedRefusal(act.Action.Word(), "WRITTEN");
        }
        catch (Exception fault)
        {
            LogUnwritten(log, fault, act.Action.Word());
            GiveBack(key, heldBack + 1);
            Telemetry.AuditedRefusal(act.Action.Word(), "FAILED");
        }
    }

    /// <summary>How many of the same were held back since the last one that was written; null: this one is, too.</summary>
    private int? HeldBack(string key, Guid actor, TimeSpan window)
    {
        lock (turn)
        {
            var now = clock.GetUtcNow();
            if (now - minuteBeganAt >= TimeSpan.FromMinutes(1)) BeginMinute(now);

            var known = remembered.TryGetValue(key, out var last);
            var tooSoon = known && now - last.WrittenAt < window;
            if (!known && remembered.Count >= MaxRemembered) Forget(now);
            if (tooSoon || inMinute >= MaxInAMinute || ofCallers.GetValueOrDefault(actor) >= MaxOfOneCaller || (!known && remembered.Count >= MaxRemembered))
            {
                if (known) remembered[key] = last with { HeldBack = last.HeldBack + 1 };
                return null;
            }
            remembered[key] = (now, 0);
            inMinute++;
            ofCallers[actor] = ofCallers.GetValueOrDefault(actor) + 1;
            return last.HeldBack;
        }
    }

    /// <summary>What could not be written counts as held back, and the next of its kind is tried at once.</summary>
    private void GiveBack(string key, int heldBack)
    {
        lock (turn) remembered[key] = (DateTimeOffset.MinValue, heldBack + remembered.GetValueOrDefault(key).HeldBack);
    }

    private void BeginMinute(DateTimeOffset now)
    {
        (minuteBeganAt, inMinute) = (now, 0);
        ofCallers.Clear();
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var key in remembered.Where(entry => now - entry.Value.WrittenAt >= OfStrangers).Select(entry => entry.Key).ToList()) remembered.Remove(key);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit log could not be told of {Action}.")]
    private static partial void LogUnwritten(ILogger log, Exception fault, string action);
}
