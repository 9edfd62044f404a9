using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Runs the function's method with its parameters bound, and gives what it returned.</summary>
internal delegate ValueTask<object?> FunctionBody(Invocation call);

/// <summary>A function as found in the assembly, with its one trigger.</summary>
internal sealed class LoadedFunction
{
    private readonly Lazy<FunctionBody> body;

    public LoadedFunction(string name, MethodInfo method, ParameterInfo triggered, Attribute trigger)
    {
        Name = name;
        Method = method;
        Triggered = triggered;
        Trigger = trigger;
        Definition = new LoadedDefinition(this);
        // Compiled by its first caller: a host with a hundred functions starts as fast as one with three.
        body = new Lazy<FunctionBody>(() => FunctionCompiler.Compile(this));
    }

    public string Name { get; }

    public MethodInfo Method { get; }

    public Type Type => Method.DeclaringType!;

    public ParameterInfo Triggered { get; }

    public Attribute Trigger { get; }

    public FunctionDefinition Definition { get; }

    public FunctionBody Body => body.Value;

    /// <summary>What the trigger hands to its parameter, made inside the middleware. Null: the call has it already.</summary>
    public Func<Invocation, Task>? Prepare { get; set; }

    /// <summary>Parameters that neither the trigger nor the worker fills: they must come from the route or the blob's name.</summary>
    public IEnumerable<ParameterInfo> Inputs =>
        Method.GetParameters().Where(parameter => parameter != Triggered && !FunctionCompiler.FillsByType(parameter.ParameterType, this));
}
