using Azure.Core;
using Azure.Core.Pipeline;

namespace Glimmerglass.Tests.Jobs;

/// <summary>Lets a test act between the requests that a client sends to the store: before or after the first one of a sort.</summary>
public sealed class RequestSteps : HttpPipelinePolicy
{
    private readonly List<(Func<Request, bool> Is, Func<Task> Act, bool Before)> waiting = [];

    /// <summary>Reading an upload.</summary>
    public static bool Read(Request request) => request.Method == RequestMethod.Get && !request.Uri.Query.Contains("comp=list", StringComparison.Ordinal);

    /// <summary>Copying from one container to another.</summary>
    public static bool Copy(Request request) => request.Headers.Contains("x-ms-copy-source");

    /// <summary>The last step of keeping a document.</summary>
    public static bool Finish(Request request) => request.Uri.Query.Contains("comp=properties", StringComparison.Ordinal);

    public static bool Delete(Request request) => request.Method == RequestMethod.Delete;

    public RequestSteps Before(Func<Request, bool> of, Func<Task> act) => Add(of, act, before: true);

    public RequestSteps After(Func<Request, bool> of, Func<Task> act) => Add(of, act, before: false);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("The app never blocks.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await Act(message.Request, before: true);
        await ProcessNextAsync(message, pipeline);
        await Act(message.Request, before: false);
    }

    private RequestSteps Add(Func<Request, bool> of, Func<Task> act, bool before)
    {
        waiting.Add((of, act, before));
        return this;
    }

    private async Task Act(Request request, bool before)
    {
        var due = waiting.Find(step => step.Before == before && step.Is(request));
        if (due.Act is null) return;
        waiting.Remove(due);
        await due.Act();
    }
}

/// <summary>What stands for the end of the process in the middle of a run: nothing of it is handled.</summary>
public sealed class CutOff() : Exception("The process ended here.");
