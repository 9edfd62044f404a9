using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Glimmerglass.Functions;
using Glimmerglass.LocalHost.Hosting;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Tests.Shape;

/// <summary>What things may be called.</summary>
public sealed class NameTests
{
    private static readonly string[] Banned = ["Helper", "Util", "Utils", "Utility", "Manager", "Service", "Handler", "Processor", "Base", "Common", "Impl", "Dto", "Info"];

    // Names of interfaces that are not ours.
    private static readonly string[] NamesOfOthers = ["ExecuteAsync", "DisposeAsync", "StartAsync", "StopAsync", "InitializeAsync", "ApplyAsync"];

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var breaches = from type in Ours(typeof(Wiring).Assembly, typeof(FunctionsHost).Assembly, typeof(NameTests).Assembly)
                       where type.Assembly != typeof(NameTests).Assembly || !type.IsNested
                       from word in Regex.Matches(type.Name, "[A-Z][a-z0-9]*").Select(match => match.Value)
                       where Banned.Contains(word)
                       select type.FullName;

        Assert.Empty(breaches);
    }

    [Fact]
    public void No_method_says_that_it_is_asynchronous()
    {
        var breaches = from type in Ours(typeof(Wiring).Assembly, typeof(FunctionsHost).Assembly, typeof(NameTests).Assembly)
                       from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                       where method.Name.EndsWith("Async", StringComparison.Ordinal) && !IsAskedFor(type, method)
                       select $"{type.Name}.{method.Name}";

        Assert.Empty(breaches);
    }

    [Fact]
    public void The_token_is_called_cancel_and_comes_last()
    {
        var breaches = from type in Ours(typeof(Wiring).Assembly)
                       from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                       from parameter in method.GetParameters()
                       where parameter.ParameterType == typeof(CancellationToken) && !method.IsDefined(typeof(CompilerGeneratedAttribute))
                       where parameter.Name != "cancel" || parameter.Position != method.GetParameters().Length - 1
                       select $"{type.Name}.{method.Name}({parameter.Name})";

        Assert.Empty(breaches);
    }

    [Fact]
    public void A_function_is_named_like_its_class_and_its_file()
    {
        var breaches = from function in FunctionList.All
                       where function.Name != function.Type.Name || !Sources.App.Any(file => file.Name == function.Name && file.IsIn("Functions/" + function.Type.Namespace!.Split('.')[^1]))
                       select $"{function.Type.Name} is the function {function.Name}";

        Assert.NotEmpty(FunctionList.All);
        Assert.Empty(breaches);
    }

    [Fact]
    public void A_store_is_named_as_one_and_lies_in_Data()
    {
        var breaches = from type in Ours(typeof(Wiring).Assembly)
                       where type.Name.EndsWith("Store", StringComparison.Ordinal) != type.GetConstructors().Any(TakesADatabase) && !type.Namespace!.EndsWith(".Data", StringComparison.Ordinal)
                       where type.Name is not ("FileStore" or "SchemaPage" or "CatalogueReader")
                       select type.FullName;

        Assert.Empty(breaches);
    }

    [Fact]
    public void The_first_public_type_of_a_file_or_one_of_its_types_gives_it_its_name()
    {
        var breaches = from file in Sources.App
                       where file.Path.Contains('/', StringComparison.Ordinal) && !file.IsIn("Hosts") && !file.Name.Contains('.', StringComparison.Ordinal)
                       where !Regex.IsMatch(file.Code, $@"\b(class|record|struct|interface|enum)\s+{file.Name}(Attribute)?\b")
                       select file.Path;

        // Pages of several small types are named for the thing they are about.
        Assert.Equal(["Data/Catalog/Catalog.cs", "Data/Workflow/Requirements.cs"], breaches.Order());
    }

    private static bool TakesADatabase(ConstructorInfo constructor) => constructor.GetParameters().Any(parameter => parameter.ParameterType == typeof(Data.Database));

    private static bool IsAskedFor(Type type, MethodInfo method) =>
        method.GetBaseDefinition().DeclaringType!.Assembly != type.Assembly || (NamesOfOthers.Contains(method.Name) && type.GetInterfaces().Length > 0);

    private static IEnumerable<Type> Ours(params Assembly[] assemblies) =>
        from assembly in assemblies
        from type in assembly.GetTypes()
        where type.Namespace?.StartsWith("Glimmerglass", StringComparison.Ordinal) == true && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && !type.Name.Contains('<', StringComparison.Ordinal)
        select type;
}

/// <summary>The functions of the app, found as the worker finds them.</summary>
public static class FunctionList
{
    public static IReadOnlyList<(string Name, Type Type, MethodInfo Run)> All { get; } =
        [.. from type in typeof(Wiring).Assembly.GetTypes()
            from method in type.GetMethods()
            let name = method.GetCustomAttribute<FunctionAttribute>()?.Name
            where name is not null
            orderby name
            select (name, type, method)];

    public static T? Trigger<T>(MethodInfo run) where T : Attribute => run.GetParameters().Select(parameter => parameter.GetCustomAttribute<T>()).FirstOrDefault(trigger => trigger is not null);
}
