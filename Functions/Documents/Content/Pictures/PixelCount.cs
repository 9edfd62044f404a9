using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents.Content.Pictures;

/// <summary>Counts the pixels that a picture and its frames claim in their headers, and says whether they are too many to decode.</summary>
public sealed class PixelCount(string what)
{
    private long frames;
    private long pixelsOfAllFrames;

    /// <summary>The first reason against what was counted, or null.</summary>
    public Reason? Refusal { get; private set; }

    /// <summary>The picture as a whole, or the area that its frames are drawn on. Each side is below 2^32.</summary>
    public void AddCanvas(long width, long height)
    {
        if (width * height > ContentReason.MaxPixels) Refusal ??= ContentReason.TooManyPixels(what, width, height);
    }

    public void AddFrame(long width, long height)
    {
        AddCanvas(width, height);
        if (Refusal is not null) return;

        frames++;
        pixelsOfAllFrames += width * height;
        if (pixelsOfAllFrames > ContentReason.MaxPixelsOfAllFrames) Refusal = ContentReason.TooManyPixels(what, width, height, frames);
    }

    /// <summary>So many frames as a header claims, each as large as the whole, whose sides are not zero.</summary>
    public void AddClaim(long claimedFrames, long width, long height)
    {
        if (claimedFrames > ContentReason.MaxPixelsOfAllFrames / (width * height)) Refusal ??= ContentReason.TooManyPixels(what, width, height, claimedFrames);
    }
}
