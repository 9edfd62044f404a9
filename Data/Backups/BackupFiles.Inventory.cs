using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Glimmerglass.Data.Backups;

public sealed partial class BackupFiles
{
    /// <summary>The documents that belong to a backup, one after the other. The last one is reached only in a file that is what the manifest says.</summary>
    /// <exception cref="BackupFailedException">The file is not what the manifest says.</exception>
    /// <exception cref="FormatException">A line is none of an inventory.</exception>
    public async IAsyncEnumerable<InventoriedDocument> ReadInventory(BackupManifest manifest, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var part in manifest.Documents.Parts)
        {
            await using var stored = await OpenPart(manifest.Name, manifest.Documents, part, cancel);
            await using var content = new GZipStream(stored, CompressionMode.Decompress);
            using var reader = new StreamReader(content);
            while (await reader.ReadLineAsync(cancel) is { } line) yield return InventoriedDocument.Parse(line);
        }
    }
}
