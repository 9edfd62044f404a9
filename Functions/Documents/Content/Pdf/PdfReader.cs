namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>
/// Reads a PDF forwards, once, and says what speaks against it (ISO 32000-2). It comes across every object that a reader could find, by the cross-reference or
/// by searching, and refuses a file of which it cannot say that. Its memory does not grow beyond its caps, and its work is linear.
/// </summary>
/// <param name="sizeBytes">How long the file is, to tell one that was cut.</param>
public sealed class PdfReader(long sizeBytes) : IRecogniser
{
    private const int SliceBytes = 64 * 1024;

    // Readers take a header within the first 1,024 bytes, and may count offsets from there.
    private readonly FileHead head = new(1024 + 5);
    private readonly Sightings sightings = new();
    private readonly GapWatch gap = new();
    private readonly PdfBody body = new();
    private long position;
    private int endMarkers;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        head.Append(bytes);
        for (; bytes.Length > SliceBytes; bytes = bytes[SliceBytes..]) Read(bytes[..SliceBytes]);
        Read(bytes);
    }

    public Findings Finish()
    {
        body.Finish();
        var headerAt = Math.Max(0, head.Bytes.IndexOf("%PDF-"u8));
        if (head.Bytes.IndexOf("%PDF"u8) is var first && first >= 0 && first < headerAt) body.Findings.Add(PdfFindings.Trailer, PdfRules.TwoHeaders);
        return Findings.Against([.. new PdfJudgement(body, sightings, headerAt, sizeBytes).Reasons(), .. gap.Finish()]);
    }

    private void Read(ReadOnlySpan<byte> slice)
    {
        sightings.Append(slice);
        while (!slice.IsEmpty)
        {
            var wasInGap = body.IsInGap;
            var count = body.Append(slice);
            if (wasInGap) gap.Append(slice[..count], position);
            if (body.EndMarkers > endMarkers) gap.BeginTail();
            if (!body.IsBehindEnd) gap.EndTail();
            endMarkers = body.EndMarkers;
            position += count;
            slice = slice[count..];
        }
    }
}
