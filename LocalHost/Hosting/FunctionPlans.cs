using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Every function that will run, sorted by trigger.</summary>
internal sealed record FunctionPlans(IReadOnlyList<LoadedFunction> All, IReadOnlyList<HttpDoor> Doors, IReadOnlyList<TimerPlan> Timers, IReadOnlyList<BlobPlan> Blobs)
{
    public bool HaveActionResults =>
        Doors.Any(door => door.Function.Method.ReturnType.GetGenericArguments().Append(door.Function.Method.ReturnType).Any(typeof(IActionResult).IsAssignableFrom));

    public static FunctionPlans Make(FunctionsApplicationBuilder builder, Refusals refusals)
    {
        var functions = FunctionScan.Load(builder.FunctionTypes, builder.Configuration, refusals);

        return new FunctionPlans(
            functions,
            Each<HttpTriggerAttribute, HttpDoor>(functions, (function, trigger) => HttpDoor.Open(function, trigger, builder.HostFile.RoutePrefix, refusals)),
            Each<TimerTriggerAttribute, TimerPlan>(functions, (function, trigger) => TimerPlan.Make(function, trigger, builder.Configuration, refusals)),
            Each<BlobTriggerAttribute, BlobPlan>(functions, (function, trigger) => BlobPlan.Make(function, trigger, builder.Configuration, refusals)));
    }

    /// <summary>What cannot be made is refused and left out.</summary>
    private static List<TPlan> Each<TTrigger, TPlan>(IReadOnlyList<LoadedFunction> functions, Func<LoadedFunction, TTrigger, TPlan?> make)
        where TTrigger : Attribute
        where TPlan : class =>
        [.. functions.Where(function => function.Trigger is TTrigger).Select(function => make(function, (TTrigger)function.Trigger)).OfType<TPlan>()];
}
