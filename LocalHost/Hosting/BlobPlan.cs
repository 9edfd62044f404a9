using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>A blob function with the blobs it wants and the account they are in.</summary>
internal sealed record BlobPlan(LoadedFunction Function, BlobPath Path, string ConnectionString)
{
    public static BlobPlan? Make(LoadedFunction function, BlobTriggerAttribute trigger, IConfiguration configuration, Refusals refusals)
    {
        var before = refusals.Count;
        var path = Parse(function, trigger, configuration, refusals);
        var connection = Connection(function, trigger, configuration, refusals);
        if (!BlobVersion.CanOpen(function.Triggered.ParameterType))
            refusals.Add(function.Name, $"the BlobTrigger is on '{function.Triggered.Name}', which must be a BlobClient, a Stream or a string.");
        if (function.Method.ReturnType != typeof(void) && function.Method.ReturnType != typeof(Task))
            refusals.Add(function.Name, $"it returns {function.Method.ReturnType.Name}, which nobody receives. Return a Task.");
        if (path is not null) RefuseInputs(function, path, refusals);
        if (refusals.Count > before) return null;

        function.Prepare = BlobVersion.Open(function.Triggered.ParameterType);
        return new BlobPlan(function, path!, connection!);
    }

    private static BlobPath? Parse(LoadedFunction function, BlobTriggerAttribute trigger, IConfiguration configuration, Refusals refusals)
    {
        try
        {
            return BlobPath.Parse(SettingNames.Resolve(trigger.BlobPath, configuration));
        }
        catch (FormatException bad)
        {
            refusals.Add(function.Name, $"its path '{trigger.BlobPath}' is not valid: {bad.Message}");
            return null;
        }
    }

    private static string? Connection(LoadedFunction function, BlobTriggerAttribute trigger, IConfiguration configuration, Refusals refusals)
    {
        // The prefixed name comes first, as on the platform: a connection called Storage is the host's own AzureWebJobsStorage.
        var name = trigger.Connection ?? "Storage";
        var found = configuration[$"AzureWebJobs{name}"] ?? configuration[name];
        if (string.IsNullOrEmpty(found))
        {
            refusals.Add(function.Name, $"its connection '{name}' is not among the settings. Expected is a storage connection string.");
            return null;
        }

        try
        {
            return new BlobServiceClient(found) is not null ? found : null;
        }
        catch (FormatException)
        {
            // The message of the cause may quote the string, and with it the key.
            refusals.Add(function.Name, $"the setting '{name}' is not a storage connection string.");
            return null;
        }
    }

    private static void RefuseInputs(LoadedFunction function, BlobPath path, Refusals refusals)
    {
        foreach (var input in function.Inputs)
        {
            if (!path.Names.Contains(input.Name, StringComparer.OrdinalIgnoreCase))
                refusals.Add(function.Name, $"parameter '{input.Name}' is not in the path, so nothing fills it.");
            else if (!RouteValue.CanBind(input.ParameterType))
                refusals.Add(function.Name, $"parameter '{input.Name}' is a {input.ParameterType.Name}, which no piece of a name becomes.");
        }
    }
}
