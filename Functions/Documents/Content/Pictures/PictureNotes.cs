using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents.Content.Pictures;

/// <summary>What the reader of one picture noted while it read, and the findings that come of it.</summary>
public sealed class PictureNotes(string what, TrailingContent tail)
{
    private Reason? damage;
    private long readBytes;

    public PictureMetadata Metadata { get; } = new(what);

    public PixelCount Pixels { get; } = new(what);

    /// <summary>The structure contradicts the format, so there is nothing to read any more.</summary>
    public bool IsDamaged => damage is not null;

    /// <summary>Counts a buffer that is about to be read.</summary>
    public void Begin(ReadOnlySpan<byte> bytes) => readBytes += bytes.Length;

    /// <summary>How far into the file the rest of the buffer begins.</summary>
    public long At(ReadOnlySpan<byte> rest) => readBytes - rest.Length;

    /// <summary>The structure contradicts the format where the rest of the buffer begins. Only the first such place counts.</summary>
    public ReadOnlySpan<byte> Damage(string detail, ReadOnlySpan<byte> rest)
    {
        damage ??= ContentReason.NotOnlyThat(what, Sentence.Of($"{detail} at byte {At(rest):N0}"));
        return rest;
    }

    /// <summary>Looks at what stands behind the end, to the end of the buffer.</summary>
    public ReadOnlySpan<byte> ReadTail(ReadOnlySpan<byte> bytes)
    {
        tail.Append(bytes);
        return [];
    }

    /// <summary>Everything found.</summary>
    /// <param name="missing">What the end of the file cut off, or null when the picture is whole.</param>
    public Findings Finish(string? missing)
    {
        List<Reason> reasons = [];
        if (damage is not null) reasons.Add(damage);
        else if (missing is not null) reasons.Add(ContentReason.Truncated(what, missing));
        if (Pixels.Refusal is { } tooMany) reasons.Add(tooMany);
        return new Findings([.. reasons, .. Metadata.Reasons, .. tail.Finish()], Metadata.Warnings);
    }
}
