using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Tests.Rules.Pictures;

/// <summary>What a scan finds in some bytes, in as few words as a table of cases needs.</summary>
internal static class Scanned
{
    public static ScannedContent Of(byte[] bytes, int bufferBytes = int.MaxValue)
    {
        using var scan = new ContentScan(bytes.Length);
        foreach (var buffer in bytes.Chunk(Math.Min(bufferBytes, Math.Max(1, bytes.Length)))) scan.Append(buffer);
        return scan.Finish();
    }

    /// <summary>The codes of the reasons, each once, in alphabetical order.</summary>
    public static string Codes(byte[] bytes) => string.Join(' ', Of(bytes).Reasons.Select(reason => reason.Code).Distinct().Order(StringComparer.Ordinal));

    /// <summary>The codes of the warnings.</summary>
    public static string Warnings(byte[] bytes) => string.Join(' ', Of(bytes).Warnings.Select(reason => reason.Code).Distinct().Order(StringComparer.Ordinal));
}
