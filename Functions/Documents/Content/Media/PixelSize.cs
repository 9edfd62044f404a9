using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents.Content.Media;

/// <summary>The size of a picture as its header says it, before anything is decoded.</summary>
internal readonly record struct PixelSize(long Width, long Height)
{
    // A product of two 64-bit numbers may not fit in one.
    private UInt128 Pixels => (UInt128)Width * (UInt128)Height;

    public PixelSize OrLarger(long width, long height)
    {
        var other = new PixelSize(width, height);
        return other.Pixels > Pixels ? other : this;
    }

    /// <summary>None, or the one reason against a picture of more than <see cref="ContentReason.MaxPixels"/>.</summary>
    /// <param name="what">As in <see cref="FileType.Phrase"/>.</param>
    public IReadOnlyList<Reason> Refuse(string what) => Pixels > ContentReason.MaxPixels ? [ContentReason.TooManyPixels(what, Width, Height)] : [];
}
