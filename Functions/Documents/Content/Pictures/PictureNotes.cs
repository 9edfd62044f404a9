using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents.Content.Pictures;

/// <summary>What the reader of one picture noted while it read, and the findings that come of it.</summary>
public sealed class PictureNotes(string what, TrailingContent tail)
{
    private Reason? damage;

    public PictureMetadata Metadata { get; } = new(what);

    public PixelCount Pixels { get; } = new(what);

    public TrailingContent Tail { get; } = tail;

    /// <summary>The structure contradicts the format at this byte of the file. Only the first such place counts.</summary>
    public void AddDamage(string detail, long at) => damage ??= ContentReason.NotOnlyThat(what, Sentence.Of($"{detail} at byte {at:N0}"));

    /// <summary>Everything found.</summary>
    /// <param name="missing">What the end of the file cut off, or null when the picture is whole.</param>
    public Findings Finish(string? missing)
    {
        List<Reason> reasons = [];
        if (damage is not null) reasons.Add(damage);
        else if (missing is not null) reasons.Add(ContentReason.Truncated(what, missing));
        if (Pixels.Refusal is { } tooMany) reasons.Add(tooMany);
        return new Findings([.. reasons, .. Metadata.Reasons, .. Tail.Finish()], Metadata.Warnings);
    }
}
