using Glimmerglass.Functions.Documents.Content.Pdf;

namespace Glimmerglass.Tests.Rules.Pdf;

/// <summary>What the reader says about a PDF: the codes and places, each once, however the bytes are cut.</summary>
internal static class PdfVerdict
{
    public static string Of(PdfDraft draft) => Of(draft.Bytes);

    public static string Of(byte[] bytes)
    {
        var whole = Read(bytes, bytes.Length + 1);
        foreach (var size in (ReadOnlySpan<int>)[1, 3, 1000]) Assert.Equal(whole, Read(bytes, size));
        return whole;
    }

    public static IEnumerable<string> CodesOf(byte[] bytes) => Of(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).Distinct();

    public static string Read(byte[] bytes, int size)
    {
        var reader = new PdfReader(bytes.Length);
        for (var at = 0; at < bytes.Length; at += size) reader.Append(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));
        return string.Join('\n', reader.Finish().Reasons.Select(reason => $"{reason.Code} {reason.Detail}").Distinct());
    }
}
