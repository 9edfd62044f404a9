using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>One run of one function, as middleware and the function see it.</summary>
internal sealed class Invocation(LoadedFunction function, IServiceProvider services, CancellationToken cancel) : FunctionContext
{
    private readonly Activity? activity = Activity.Current;
    private string? id;
    private RunTrace? trace;
    private RunBinding? binding;
    private RunFeatures? features;
    private IDictionary<object, object>? items;

    public LoadedFunction Function { get; } = function;

    public HttpContext? Http { get; init; }

    public HttpRequest Request => Http!.Request;

    /// <summary>What the trigger gives to its parameter: the TimerInfo, or the blob in the shape that was asked for.</summary>
    public object? TriggerValue { get; set; }

    /// <summary>The named pieces of the route or of the blob's name.</summary>
    public IReadOnlyDictionary<string, object?> Inputs { get; init; } = ImmutableDictionary<string, object?>.Empty;

    /// <summary>What the function returned; middleware that does not let it run leaves this null.</summary>
    public object? Result { get; private set; }

    /// <summary>Whether the function itself ran to its end.</summary>
    public bool HasReturned { get; private set; }

    public override string InvocationId => id ??= Guid.NewGuid().ToString();

    public override string FunctionId => Function.Definition.Id;

    public override FunctionDefinition FunctionDefinition => Function.Definition;

    public override TraceContext TraceContext => trace ??= new RunTrace(activity);

    public override BindingContext BindingContext => binding ??= new RunBinding(Inputs);

    public override RetryContext RetryContext => NoRetry.Instance;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override IInvocationFeatures Features => features ??= new RunFeatures();

    public override CancellationToken CancellationToken { get; } = cancel;

    public override IDictionary<object, object> Items
    {
        get => items ??= NewItems();
        set => items = value;
    }

    public string? InputText(string name) =>
        Inputs.TryGetValue(name, out var value) ? value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    /// <summary>The innermost step of every pipeline.</summary>
    public static async Task Run(FunctionContext context)
    {
        var call = (Invocation)context;
        if (call.Function.Prepare is { } prepare) await prepare(call);

        call.Result = await call.Function.Body(call);
        call.HasReturned = true;
    }

    private Dictionary<object, object> NewItems() =>
        Http is null ? [] : new() { [FunctionContextHttpExtensions.HttpContextKey] = Http };

    private sealed class RunTrace(Activity? activity) : TraceContext
    {
        public override string TraceParent => activity?.Id ?? "";

        public override string TraceState => activity?.TraceStateString ?? "";
    }

    private sealed class RunBinding(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } = data;
    }

    // The attempts at a blob are the host's own: the worker is told of retries only where a retry policy is set, and none is here.
    private sealed class NoRetry : RetryContext
    {
        public static readonly NoRetry Instance = new();

        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }

    private sealed class RunFeatures : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> features = [];

        public void Set<T>(T instance) => features[typeof(T)] = instance!;

        public T? Get<T>() => features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
