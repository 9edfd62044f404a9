using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Makes one delegate per function that creates its class, binds its parameters and calls it: no reflection while requests are served.</summary>
internal static class FunctionCompiler
{
    private static readonly ParameterExpression Call = Expression.Parameter(typeof(Invocation), "call");

    /// <summary>Whether a parameter is filled because of its type, whatever its name.</summary>
    public static bool FillsByType(Type type, LoadedFunction function) =>
        type == typeof(FunctionContext) || type == typeof(CancellationToken)
        || (type == typeof(HttpRequest) && function.Trigger is HttpTriggerAttribute);

    public static FunctionBody Compile(LoadedFunction function)
    {
        var arguments = function.Method.GetParameters().Select(parameter => Bind(parameter, function));
        var run = Expression.Call(Instance(function), function.Method, arguments);

        return Expression.Lambda<FunctionBody>(Result(run), Call).Compile();
    }

    private static UnaryExpression? Instance(LoadedFunction function)
    {
        if (function.Method.IsStatic) return null;

        var factory = ActivatorUtilities.CreateFactory(function.Type, Type.EmptyTypes);
        var made = Expression.Invoke(Expression.Constant(factory), Expression.Property(Call, nameof(Invocation.InstanceServices)), Expression.Constant(null, typeof(object[])));
        return Expression.Convert(made, function.Type);
    }

    private static Expression Bind(ParameterInfo parameter, LoadedFunction function)
    {
        var type = parameter.ParameterType;
        if (type == typeof(FunctionContext)) return Expression.Convert(Call, typeof(FunctionContext));
        if (type == typeof(CancellationToken)) return Expression.Property(Call, nameof(Invocation.CancellationToken));
        if (FillsByType(type, function)) return Expression.Property(Call, nameof(Invocation.Request));
        if (parameter == function.Triggered) return Expression.Convert(Expression.Property(Call, nameof(Invocation.TriggerValue)), type);

        var name = Expression.Constant(parameter.Name);
        return Expression.Call(typeof(RouteValue), nameof(RouteValue.Read), [type], name, Expression.Call(Call, nameof(Invocation.InputText), null, name));
    }

    private static Expression Result(MethodCallExpression run)
    {
        var type = run.Type;
        if (type == typeof(void)) return Expression.Block(run, Expression.Default(typeof(ValueTask<object?>)));
        if (type == typeof(Task)) return Expression.Call(typeof(FunctionCompiler), nameof(Finished), null, run);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            return Expression.Call(typeof(FunctionCompiler), nameof(Awaited), type.GetGenericArguments(), run);

        return Expression.New(typeof(ValueTask<object?>).GetConstructor([typeof(object)])!, Expression.Convert(run, typeof(object)));
    }

    private static async ValueTask<object?> Finished(Task running)
    {
        await running;
        return null;
    }

    private static async ValueTask<object?> Awaited<T>(Task<T> running) => await running;
}
