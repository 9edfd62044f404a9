namespace Microsoft.Azure.Functions.Worker.Builder;

public static class FunctionsWebApplication
{
    /// <summary>HTTP functions get ASP.NET Core's request and answer with its results. Comes before any middleware.</summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.IsWebApplication = true;
        return builder;
    }
}
