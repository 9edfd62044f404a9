using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Glimmerglass.Functions;

namespace Glimmerglass.Tests.Shape;

/// <summary>The app may use of the worker only what the worker of Azure has too.</summary>
public sealed class WorkerTests
{
    private static readonly HashSet<string> RealWorker =
    [
        "FunctionAttribute..ctor", "FunctionAttribute.get_Name", "HttpTriggerAttribute..ctor", "HttpTriggerAttribute.Route", "TimerTriggerAttribute..ctor", "TimerTriggerAttribute.UseMonitor",
        "TimerTriggerAttribute.RunOnStartup", "BlobTriggerAttribute..ctor", "BlobTriggerAttribute.Connection", "BlobTriggerAttribute.Source",
        "TimerInfo.get_ScheduleStatus", "TimerInfo.get_IsPastDue", "ScheduleStatus.get_Last", "ScheduleStatus.get_Next", "ScheduleStatus.get_LastUpdated",
        "FunctionContext.get_InvocationId", "FunctionContext.get_FunctionId", "FunctionContext.get_TraceContext", "FunctionContext.get_BindingContext",
        "FunctionContext.get_RetryContext", "FunctionContext.get_InstanceServices", "FunctionContext.get_FunctionDefinition", "FunctionContext.get_Items",
        "FunctionContext.get_Features", "FunctionContext.get_CancellationToken", "FunctionDefinition.get_Name", "FunctionDefinition.get_EntryPoint",
        "FunctionDefinition.get_PathToAssembly", "FunctionDefinition.get_Id", "FunctionDefinition.get_Parameters", "FunctionDefinition.get_InputBindings",
        "FunctionDefinition.get_OutputBindings", "TraceContext.get_TraceParent", "TraceContext.get_TraceState", "BindingContext.get_BindingData",
        "FunctionExecutionDelegate..ctor", "FunctionExecutionDelegate.Invoke", "IFunctionsWorkerMiddleware.Invoke",
        "FunctionsApplication.CreateBuilder", "FunctionsApplicationBuilder.get_Services", "FunctionsApplicationBuilder.get_Configuration",
        "FunctionsApplicationBuilder.get_Environment", "FunctionsApplicationBuilder.get_Logging", "FunctionsApplicationBuilder.get_Metrics", "FunctionsApplicationBuilder.Build",
    ];

    // Extensions: the class they live in is another in the real worker, the call reads the same.
    private static readonly HashSet<string> RealExtensions = ["GetHttpContext", "ConfigureFunctionsWebApplication", "UseMiddleware"];

    [Fact]
    public void The_app_uses_of_the_worker_what_the_real_one_has()
    {
        var unknown = Used().Where(member => !RealWorker.Contains($"{member.Type}.{member.Name}") && !RealExtensions.Contains(member.Name)).Select(member => $"{member.Type}.{member.Name}");

        Assert.Contains(Used(), member => member.Name == "GetHttpContext");
        Assert.Empty(unknown);
    }

    [Fact]
    public void Attributes_name_members_that_the_real_worker_has()
    {
        var unknown = from function in FunctionList.All
                      from attribute in function.Run.GetParameters().SelectMany(parameter => parameter.CustomAttributes).Concat(function.Run.CustomAttributes)
                      where attribute.AttributeType.Namespace == "Microsoft.Azure.Functions.Worker"
                      from named in attribute.NamedArguments
                      where !RealWorker.Contains($"{attribute.AttributeType.Name}.{named.MemberName}")
                      select $"{function.Name}: {attribute.AttributeType.Name}.{named.MemberName}";

        Assert.Empty(unknown);
    }

    [Fact]
    public void Only_the_local_host_uses_other_things_of_LocalHost()
    {
        var referenced = Sources.App.Where(file => file.Code.Contains("Glimmerglass.LocalHost", StringComparison.Ordinal)).Select(file => file.Path);

        Assert.Equal(["Hosts/Local.cs"], referenced);
    }

    private static List<(string Type, string Name)> Used()
    {
        using var stream = File.OpenRead(typeof(Wiring).Assembly.Location);
        using var portable = new PEReader(stream);
        var metadata = portable.GetMetadataReader();
        List<(string, string)> used = [];
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference) continue;
            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            if (type.ResolutionScope.Kind != HandleKind.AssemblyReference) continue;
            var assembly = metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope);
            if (metadata.GetString(assembly.Name) != "LocalHost" || !metadata.GetString(type.Namespace).StartsWith("Microsoft.", StringComparison.Ordinal)) continue;
            used.Add((metadata.GetString(type.Name), metadata.GetString(member.Name)));
        }
        return used;
    }
}
