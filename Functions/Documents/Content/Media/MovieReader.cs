using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents.Content.Pictures;

namespace Glimmerglass.Functions.Documents.Content.Media;

/// <summary>
/// Reads MP4 and QuickTime films: a sound tree of boxes with a movie box, its header, a track and media data (ISO/IEC 14496-12, sections 4 and 8).
/// </summary>
public sealed class MovieReader : IRecogniser
{
    private readonly string what;
    private readonly PixelCount pixels;
    private readonly MovieBoxes boxes;
    private readonly BoxWalk walk;

    /// <param name="what">The type as in <see cref="FileType.Phrase"/>.</param>
    public MovieReader(string what, long sizeBytes)
    {
        this.what = what;
        pixels = new PixelCount(what);
        boxes = new MovieBoxes(pixels);
        walk = new BoxWalk(what, sizeBytes, boxes);
    }

    public void Append(ReadOnlySpan<byte> bytes) => walk.Append(bytes);

    public Findings Finish()
    {
        IReadOnlyList<Reason> structure = walk.Finish();
        if (structure.Count == 0) structure = ContentReason.Each(RefuseIncomplete());
        return new Findings([.. structure, .. ContentReason.Each(pixels.Refusal)], boxes.LocationAt is { } place ? [ContentReason.LocationData(place)] : []);
    }

    /// <summary>A file may be cut between two boxes, so that each of those which are there is whole.</summary>
    private Reason? RefuseIncomplete()
    {
        if (!boxes.HasMovie) return ContentReason.Truncated(what, "there is no movie box (moov)");
        if (boxes.HasSecondMovie) return ContentReason.NotOnlyThat(what, "there is more than one movie box (moov)");
        if (!boxes.HasMovieHeader) return ContentReason.NotOnlyThat(what, "the movie box (moov) has no header (mvhd)");
        if (!boxes.HasTrack) return ContentReason.NotOnlyThat(what, "the movie box (moov) has no track (trak)");
        if (!boxes.HasMedia) return ContentReason.Truncated(what, "there is no media data (mdat)");
        return boxes.AwaitsFragment ? ContentReason.Truncated(what, "the media data (mdat) of the last fragment (moof) is missing") : null;
    }
}
