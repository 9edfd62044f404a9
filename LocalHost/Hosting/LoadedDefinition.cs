using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>What middleware may know of a function.</summary>
internal sealed class LoadedDefinition(LoadedFunction function) : FunctionDefinition
{
    public override string Id { get; } = function.Name.ToUpperInvariant();

    public override string Name { get; } = function.Name;

    public override string EntryPoint { get; } = $"{function.Type.FullName}.{function.Method.Name}";

    public override string PathToAssembly { get; } = function.Type.Assembly.Location;

    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. function.Method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } =
        ImmutableDictionary<string, BindingMetadata>.Empty.Add(function.Triggered.Name!, new TriggerBinding(function));

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } = ImmutableDictionary<string, BindingMetadata>.Empty;

    private sealed class TriggerBinding(LoadedFunction function) : BindingMetadata
    {
        public override string Name { get; } = function.Triggered.Name!;

        public override string Type { get; } = function.Trigger switch
        {
            HttpTriggerAttribute => "httpTrigger",
            TimerTriggerAttribute => "timerTrigger",
            _ => "blobTrigger",
        };

        public override BindingDirection Direction => BindingDirection.In;
    }
}
