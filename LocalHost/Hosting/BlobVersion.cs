using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>The content of a blob at one moment: its name and its ETag.</summary>
internal sealed record BlobVersion(BlobClient Blob, ETag ETag)
{
    private BlobRequestConditions AsItWas => new() { IfMatch = ETag };

    /// <summary>Puts the shape that the function asks for in the place of the version. Runs inside the middleware, as its faults are the function's.</summary>
    public static Func<Invocation, Task> Open(Type wanted)
    {
        if (wanted == typeof(Stream)) return async call => call.TriggerValue = await Of(call).OpenStream(call.CancellationToken);
        if (wanted == typeof(string)) return async call => call.TriggerValue = await Of(call).ReadText(call.CancellationToken);

        return call =>
        {
            call.TriggerValue = Of(call).Blob;
            return Task.CompletedTask;
        };
    }

    public static bool CanOpen(Type wanted) => wanted == typeof(BlobClient) || wanted == typeof(Stream) || wanted == typeof(string);

    /// <summary>False once the blob was deleted or replaced: then it is not this version's failure any more.</summary>
    public async Task<bool> IsStillThere(CancellationToken cancel)
    {
        try
        {
            await Blob.GetPropertiesAsync(AsItWas, cancel);
            return true;
        }
        catch (RequestFailedException answer) when (answer.Status is 404 or 412)
        {
            return false;
        }
        catch (Exception)
        {
            // Not known, and a version is given up only for certain.
            return true;
        }
    }

    private async Task<Stream> OpenStream(CancellationToken cancel) =>
        await Blob.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { Conditions = AsItWas }, cancel);

    private async Task<string> ReadText(CancellationToken cancel)
    {
        var content = await Blob.DownloadContentAsync(AsItWas, cancel);
        return content.Value.Content.ToString();
    }

    private static BlobVersion Of(Invocation call) => (BlobVersion)call.TriggerValue!;
}
