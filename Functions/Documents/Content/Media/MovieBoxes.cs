using System.Buffers.Binary;
using Glimmerglass.Functions.Documents.Content.Pictures;

namespace Glimmerglass.Functions.Documents.Content.Media;

/// <summary>Takes the facts about a film from its boxes: ISO/IEC 14496-12, sections 8.1 to 8.8, and the user data of QuickTime and 3GPP.</summary>
/// <param name="pixels">Is told each size that a track claims.</param>
internal sealed class MovieBoxes(PixelCount pixels) : IBoxReader
{
    // Track header, ISO/IEC 14496-12 section 8.3.2: the size stands at the end, as two fixed-point numbers of 16.16 bits.
    private const int TrackSizeAt = 76;
    private const int LongTrackSizeAt = 88;

    // Sample descriptions, sections 8.5.2 and 12.1.3: a version and a count, then entries; size and type, then the picture's size at byte 32.
    private const int FirstEntryAt = 8;
    private const int EntrySizeAt = 32;

    private uint handlerOfTrack;

    public bool HasMovie { get; private set; }

    public bool HasSecondMovie { get; private set; }

    public bool HasMovieHeader { get; private set; }

    public bool HasTrack { get; private set; }

    public bool HasMedia { get; private set; }

    /// <summary>A fragment was announced (section 8.8.4), and its media data has not come.</summary>
    public bool AwaitsFragment { get; private set; }

    /// <summary>Where the file says it was recorded: the place of the first such box, in words.</summary>
    public string? LocationAt { get; private set; }

    public BoxUse Meet(in Box box)
    {
        Note(box);
        return (box.Parent, box.Type) switch
        {
            (BoxType.File, BoxType.Moov) or (BoxType.Moov, BoxType.Trak) or (BoxType.Moov, BoxType.Mvex) or (BoxType.Trak, BoxType.Edts) or
                (BoxType.Trak, BoxType.Mdia) or (BoxType.Mdia, BoxType.Minf) or (BoxType.Minf, BoxType.Dinf) or (BoxType.Minf, BoxType.Stbl) or
                (BoxType.File, BoxType.Moof) or (BoxType.Moof, BoxType.Traf) => BoxUse.Open,
            (BoxType.File, BoxType.Meta) or (BoxType.Moov, BoxType.Meta) or (BoxType.Trak, BoxType.Meta) or (BoxType.Udta, BoxType.Meta) or
                (BoxType.Moov, BoxType.Udta) or (BoxType.Trak, BoxType.Udta) => BoxUse.Search,
            (BoxType.Trak, BoxType.Tkhd) or (BoxType.Mdia, BoxType.Hdlr) or (BoxType.Stbl, BoxType.Stsd) or (BoxType.Meta, BoxType.Keys) => BoxUse.Read,
            _ => BoxUse.PassOver,
        };
    }

    public void Read(in Box box, ReadOnlySpan<byte> content)
    {
        switch (box.Type)
        {
            case BoxType.Tkhd:
                ReadTrackHeader(content);
                break;
            case BoxType.Hdlr when content.Length >= 12:
                handlerOfTrack = BinaryPrimitives.ReadUInt32BigEndian(content[8..]);
                break;
            case BoxType.Stsd when handlerOfTrack == BoxType.Vide:
                ReadSampleEntries(content);
                break;
            case BoxType.Keys when content.IndexOf("com.apple.quicktime.location."u8) >= 0:
                NoteLocation(box);
                break;
        }
    }

    private void Note(in Box box)
    {
        switch (box.Parent, box.Type)
        {
            case (BoxType.File, BoxType.Moov):
                HasSecondMovie = HasMovie;
                HasMovie = true;
                break;
            case (BoxType.Moov, BoxType.Mvhd):
                HasMovieHeader = true;
                break;
            case (BoxType.Moov, BoxType.Trak):
                HasTrack = true;
                handlerOfTrack = 0;
                break;
            case (BoxType.File, BoxType.Moof):
                AwaitsFragment = true;
                break;
            case (BoxType.File, BoxType.Mdat):
                HasMedia |= box.ContentBytes > 0;
                AwaitsFragment = false;
                break;
            case (BoxType.Udta, BoxType.CopyrightXyz or BoxType.Loci):
                NoteLocation(box);
                break;
        }
    }

    private void NoteLocation(in Box box) => LocationAt ??= Sentence.Of($"the box {BoxType.Name(box.Type)} at byte {box.StartsAt:N0}");

    private void ReadTrackHeader(ReadOnlySpan<byte> content)
    {
        var sizeAt = content[0] == 1 ? LongTrackSizeAt : TrackSizeAt;
        if (content.Length < sizeAt + 8) return;
        pixels.AddCanvas(BinaryPrimitives.ReadUInt16BigEndian(content[sizeAt..]), BinaryPrimitives.ReadUInt16BigEndian(content[(sizeAt + 4)..]));
    }

    private void ReadSampleEntries(ReadOnlySpan<byte> content)
    {
        for (var at = FirstEntryAt; at <= content.Length - EntrySizeAt - 4;)
        {
            var entry = content[at..];
            pixels.AddCanvas(BinaryPrimitives.ReadUInt16BigEndian(entry[EntrySizeAt..]), BinaryPrimitives.ReadUInt16BigEndian(entry[(EntrySizeAt + 2)..]));

            var size = BinaryPrimitives.ReadUInt32BigEndian(entry);
            if (size < EntrySizeAt || size > entry.Length) return;
            at += (int)size;
        }
    }
}
