using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>A timer function with its schedule.</summary>
internal sealed record TimerPlan(LoadedFunction Function, TimerSchedule Schedule, bool UseMonitor, bool RunOnStartup)
{
    public static TimerPlan? Make(LoadedFunction function, TimerTriggerAttribute trigger, IConfiguration configuration, Refusals refusals)
    {
        var before = refusals.Count;
        var schedule = Parse(function, trigger, configuration, refusals);
        if (function.Triggered.ParameterType != typeof(TimerInfo))
            refusals.Add(function.Name, $"the TimerTrigger is on '{function.Triggered.Name}', which must be a TimerInfo.");
        if (function.Method.ReturnType != typeof(void) && function.Method.ReturnType != typeof(Task))
            refusals.Add(function.Name, $"it returns {function.Method.ReturnType.Name}, which nobody receives. Return a Task.");
        foreach (var input in function.Inputs)
            refusals.Add(function.Name, $"parameter '{input.Name}' is filled by nothing. A timer function may have TimerInfo, FunctionContext and CancellationToken.");

        return refusals.Count == before ? new TimerPlan(function, schedule!, trigger.UseMonitor, trigger.RunOnStartup) : null;
    }

    private static TimerSchedule? Parse(LoadedFunction function, TimerTriggerAttribute trigger, IConfiguration configuration, Refusals refusals)
    {
        try
        {
            return TimerSchedule.Parse(SettingNames.Resolve(trigger.Schedule, configuration));
        }
        catch (FormatException bad)
        {
            refusals.Add(function.Name, $"its schedule '{trigger.Schedule}' is not valid: {bad.Message}");
            return null;
        }
    }
}
