using System.Reflection;
using System.Text.RegularExpressions;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Http;

namespace Glimmerglass.Tests.Shape;

/// <summary>Every refusal can be answered, and every status that is known is given.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Every_code_of_a_refusal_has_a_status_and_every_status_a_refusal()
    {
        var codes = from file in Sources.App
                    where file.IsIn("Functions")
                    from Match match in Regex.Matches(file.Text, @"(?:new Refusal\(|Refusal \w+\([^)]*\)\s*=>\s*new(?: Refusal)?\()""([A-Z_]+)""")
                    select match.Groups[1].Value;

        Assert.Equal(Problem.Codes.Order(), codes.Distinct().Order());
    }

    [Fact]
    public void A_code_that_is_named_alone_is_one_of_them()
    {
        var named = from file in Sources.App
                    where file.IsIn("Functions")
                    from Match match in Regex.Matches(file.Text, @"Code (?:==|is|!=) ""([A-Z_]+)""|\? null : ""([A-Z_]+)""|false, ""([A-Z_]+)""")
                    select match.Groups[1].Value + match.Groups[2].Value + match.Groups[3].Value;

        Assert.Contains("INVALID_TRANSITION", named);
        Assert.Empty(named.Except(Problem.Codes));
    }

    [Fact]
    public void Every_way_to_refuse_is_used()
    {
        var unused = from method in typeof(Refusal).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
                     where method.ReturnType == typeof(Refusal)
                     where !Sources.App.Any(file => file.Name != "Refusal" && Regex.IsMatch(file.Code, $@"Refusal\.{method.Name}\("))
                     select method.Name;

        Assert.Empty(unused);
    }

    [Fact]
    public void Only_Http_knows_statuses()
    {
        var breaches = from file in Sources.App
                       where file.IsIn("Functions") && !file.IsIn("Functions/Http")
                       where Regex.IsMatch(file.Code, @"StatusCodes\.|\.StatusCode\b|\bHttpStatusCode\b")
                       select file.Path;

        Assert.Empty(breaches);
    }
}
