using System.Reflection;
using System.Text.RegularExpressions;
using Glimmerglass.Data;
using Glimmerglass.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Tests.Shape;

/// <summary>How functions, rules and methods are built.</summary>
public sealed class AnatomyTests
{
    private const int MaxMethodLines = 40;
    private const int MaxFunctionLines = 80;

    // One line for each column that is written, and nothing to decide.
    private static readonly HashSet<string> LongOnPurpose = ["Data/Orders/NewOrderStore.cs Parameters"];

    [Fact]
    public void A_function_has_one_public_method_and_it_is_called_Run()
    {
        var breaches = from function in FunctionList.All
                       let methods = function.Type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(method => method.Name).ToList()
                       where methods is not ["Run"] || !function.Type.IsSealed
                       select $"{function.Name}: {string.Join(", ", methods)}";

        Assert.Empty(breaches);
    }

    [Fact]
    public void An_http_function_answers_with_a_result()
    {
        var breaches = from function in FunctionList.All
                       where FunctionList.Trigger<HttpTriggerAttribute>(function.Run) is not null && function.Run.ReturnType != typeof(Task<IResult>)
                       select function.Name;

        Assert.Empty(breaches);
    }

    [Fact]
    public void An_http_function_without_its_shapes_stays_under_80_lines()
    {
        var breaches = from function in FunctionList.All
                       where FunctionList.Trigger<HttpTriggerAttribute>(function.Run) is not null
                       let lines = LinesWithoutShapes(Sources.App.Single(file => file.Name == function.Name))
                       where lines >= MaxFunctionLines
                       select $"{function.Name} has {lines} lines";

        Assert.Empty(breaches);
    }

    [Fact]
    public void A_method_without_its_SQL_stays_within_40_lines()
    {
        var breaches = from file in Sources.App.Concat(Sources.Below("LocalHost"))
                       from method in Methods.Of(file)
                       where method.Lines > MaxMethodLines && !LongOnPurpose.Contains($"{file.Path} {method.Name}")
                       select $"{file.Path} {method.Name} has {method.Lines} lines";

        Assert.Empty(breaches);
    }

    [Fact]
    public void A_method_that_is_long_on_purpose_is_long_still()
    {
        var found = from file in Sources.App
                    from method in Methods.Of(file)
                    where method.Lines > MaxMethodLines
                    select $"{file.Path} {method.Name}";

        Assert.Equal(LongOnPurpose.Order(), found.Order());
    }

    [Fact]
    public void A_store_stays_under_300_lines()
    {
        var breaches = from file in Sources.App
                       where file.IsIn("Data") && file.Name.EndsWith("Store", StringComparison.Ordinal) && file.Lines.Length - 1 > 300
                       select $"{file.Path} has {file.Lines.Length} lines";

        Assert.Empty(breaches);
    }

    [Fact]
    public void A_rule_is_given_facts_and_answers()
    {
        Type[] forbidden = [typeof(Task), typeof(ValueTask), typeof(TimeProvider), typeof(ILogger), typeof(CancellationToken), typeof(Database), typeof(HttpContext), typeof(HttpRequest), typeof(Settings)];
        var rules = typeof(Wiring).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: true, IsSealed: true, IsNested: false } && Sources.Features.Any(feature => type.Namespace == $"Glimmerglass.Functions.{feature}")).ToList();

        var breaches = from rule in rules
                       from method in rule.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly)
                       from type in method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)
                       where forbidden.Any(one => one.IsAssignableFrom(type)) || type.Name.EndsWith("Store", StringComparison.Ordinal)
                       select $"{rule.Name}.{method.Name} knows {type.Name}";
        var clocks = from file in Sources.App
                     where rules.Any(rule => rule.Name == file.Name || file.Name.StartsWith(rule.Name + ".", StringComparison.Ordinal))
                     where Regex.IsMatch(file.Code, @"\basync\b|\bawait\b|UtcNow|DateTime\.Now|DateTimeOffset\.Now|Stopwatch|Guid\.NewGuid|Random|Telemetry|ILogger") && file.Name != "OrderIntake"
                     select file.Path;

        Assert.Contains(rules, rule => rule.Name == "StatusGate");
        Assert.Empty(breaches);
        Assert.Empty(clocks);
    }

    [Fact]
    public void A_store_calls_no_other_store()
    {
        var breaches = from type in typeof(Wiring).Assembly.GetTypes()
                       where type.Name.EndsWith("Store", StringComparison.Ordinal)
                       from parameter in type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
                       where parameter.ParameterType.Name.EndsWith("Store", StringComparison.Ordinal)
                       select $"{type.Name} uses {parameter.ParameterType.Name}";

        Assert.Empty(breaches);
    }

    [Fact]
    public void Nothing_of_ours_is_inherited_but_records()
    {
        var breaches = from type in typeof(Wiring).Assembly.GetTypes()
                       where type.BaseType?.Assembly == typeof(Wiring).Assembly && type.GetMethod("<Clone>$") is null
                       // An attribute can name a converter only by its type, so each naming of words is one.
                       where type.BaseType!.Name != "WordsConverter`1"
                       select $"{type.Name} : {type.BaseType!.Name}";

        Assert.Empty(breaches);
    }

    [Fact]
    public void No_state_of_ours_is_static()
    {
        var breaches = from type in typeof(Wiring).Assembly.GetTypes()
                       where type.Namespace?.StartsWith("Glimmerglass", StringComparison.Ordinal) == true && !type.Name.Contains('<', StringComparison.Ordinal)
                       from field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly)
                       where field is { IsInitOnly: false, IsLiteral: false } && !field.Name.Contains("__", StringComparison.Ordinal)
                       select $"{type.Name}.{field.Name}";

        Assert.Empty(breaches);
    }

    [Theory]
    [InlineData(@"\bThread\.Sleep\b")]
    [InlineData(@"\bDateTime\.(Now|UtcNow)\b|\bDateTimeOffset\.(Now|UtcNow)\b")]
    [InlineData(@"#pragma|\bSuppressMessage\b")]
    [InlineData(@"\bTODO\b|\bFIXME\b")]
    [InlineData(@"\basync void\b|\.GetAwaiter\(\)\.GetResult\(\)|\.Wait\(\)")]
    [InlineData(@"\bGetService\(typeof|\bdynamic\b")]
    public void The_app_does_without(string pattern)
    {
        var breaches = from file in Sources.App
                       from line in (pattern.Contains("TODO", StringComparison.Ordinal) ? file.Text : file.Code).Split('\n')
                       where Regex.IsMatch(line, pattern)
                       select $"{file.Path}: {line.Trim()}";

        Assert.Empty(breaches);
    }

    /// <summary>Lines of the class without usings and without the records nested in it.</summary>
    private static int LinesWithoutShapes(SourceFile file)
    {
        var (count, started, inShape) = (0, false, false);
        foreach (var line in file.Lines.TakeWhile(line => !line.StartsWith("public enum", StringComparison.Ordinal)))
        {
            started |= line.StartsWith("public sealed", StringComparison.Ordinal);
            if (!started) continue;
            if (Regex.IsMatch(line, "^    (public|private) sealed record ")) inShape = !line.EndsWith(';');
            else if (!inShape && line.Length > 0) count++;
            else if (line is "    }" || (inShape && line.EndsWith(");", StringComparison.Ordinal) && line.StartsWith("        ", StringComparison.Ordinal))) inShape = false;
        }
        return count;
    }
}
