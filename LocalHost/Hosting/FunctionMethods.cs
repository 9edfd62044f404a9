using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>The methods a function answers to.</summary>
internal sealed record FunctionMethods(IReadOnlyList<string> Allowed)
{
    public bool Allow(string method)
    {
        if (Allowed.Count == 0) return true;
        for (var i = 0; i < Allowed.Count; i++)
            if (HttpMethods.Equals(Allowed[i], method)) return true;

        return false;
    }
}

/// <summary>Lets a request pass by functions of another method: a wrong method is 404, where ASP.NET Core would say 405.</summary>
internal sealed class FunctionMethodPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<FunctionMethods>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i)
                && candidates[i].Endpoint.Metadata.GetMetadata<FunctionMethods>() is { } methods
                && !methods.Allow(httpContext.Request.Method))
                candidates.SetValidity(i, false);
        }

        return Task.CompletedTask;
    }
}
