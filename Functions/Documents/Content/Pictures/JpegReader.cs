using System.Buffers.Binary;

namespace Glimmerglass.Functions.Documents.Content.Pictures;

/// <summary>
/// Walks through the segments and scans of a JPEG picture (ITU-T T.81, annex B), from its start to the marker of its end. Takes sizes from every frame header.
/// </summary>
public sealed class JpegReader : IRecogniser
{
    private const int StartOfImage = 0xD8;
    private const int EndOfImage = 0xD9;
    private const int StartOfScan = 0xDA;
    private const int Comment = 0xFE;
    private const int FrameHeaderBytes = 6;

    private readonly PictureNotes notes = new(FileType.Jpeg.Phrase, TrailingContent.RefusingOtherFormats(FileType.Jpeg.Phrase, "the EOI marker"));
    private readonly ByteRun run = new(FrameHeaderBytes);
    private Step step = Step.Start;
    private int marker;
    private int segmentLeft;
    private bool hasFrame;
    private bool hasScan;

    private enum Step
    {
        Start,
        Marker,
        MarkerCode,
        Length,
        FrameHeader,
        ScanHeader,
        Skip,
        Metadata,
        Scan,
        ScanMarkerCode,
        End,
    }

    public JpegReader() => run.Begin(2);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        notes.Begin(bytes);
        while (!bytes.IsEmpty && !notes.IsDamaged)
        {
            bytes = step switch
            {
                Step.Start => ReadStart(bytes),
                Step.Marker => FindMarker(bytes),
                Step.MarkerCode or Step.ScanMarkerCode => ReadMarkerCode(bytes),
                Step.Length => ReadLength(bytes),
                Step.FrameHeader => ReadFrameHeader(bytes),
                Step.ScanHeader => ReadScanHeader(bytes),
                Step.Skip or Step.Metadata => ReadSegment(bytes),
                Step.Scan => ReadScan(bytes),
                _ => notes.ReadTail(bytes),
            };
        }
    }

    public Findings Finish() => notes.Finish(step switch
    {
        Step.End => null,
        Step.Scan or Step.ScanMarkerCode => "the file ends within a scan, before the EOI marker",
        _ => "the file ends between or within its segments, before the EOI marker",
    });

    private ReadOnlySpan<byte> ReadStart(ReadOnlySpan<byte> bytes)
    {
        if (run.Take(ref bytes)) step = Step.Marker;
        return bytes;
    }

    /// <summary>Zero bytes between two segments are padding; anything else there is no JPEG.</summary>
    private ReadOnlySpan<byte> FindMarker(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOfAnyExcept((byte)0);
        if (at < 0) return [];
        if (bytes[at] != 0xFF) return notes.Damage("no marker where a segment must begin", bytes[at..]);

        step = Step.MarkerCode;
        return bytes[(at + 1)..];
    }

    private ReadOnlySpan<byte> ReadMarkerCode(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOfAnyExcept((byte)0xFF);
        if (at < 0) return [];

        bytes = bytes[at..];
        marker = bytes[0];
        var isInScan = step == Step.ScanMarkerCode;
        switch (marker)
        {
            case 0 when isInScan:
            case >= 0xD0 and <= 0xD7 when isInScan:
                step = Step.Scan;
                break;
            case EndOfImage when hasFrame && hasScan:
                step = Step.End;
                break;
            case EndOfImage:
                return notes.Damage("the EOI marker without a picture before it", bytes);
            case < 0xC0 or StartOfImage or (>= 0xD0 and <= 0xD7):
                return notes.Damage("a marker out of place", bytes);
            default:
                step = Step.Length;
                run.Begin(2);
                break;
        }
        return bytes[1..];
    }

    private ReadOnlySpan<byte> ReadLength(ReadOnlySpan<byte> bytes)
    {
        if (!run.Take(ref bytes)) return bytes;

        segmentLeft = BinaryPrimitives.ReadUInt16BigEndian(run.Bytes) - 2;
        if (segmentLeft < 0) return notes.Damage("a segment shorter than its length", bytes);
        if (IsFrame(marker)) return BeginHeader(Step.FrameHeader, FrameHeaderBytes, bytes);
        if (marker == StartOfScan) return BeginHeader(Step.ScanHeader, 1, bytes);

        step = marker is Comment or (>= 0xE0 and <= 0xEF) ? Step.Metadata : Step.Skip;
        if (step == Step.Metadata) notes.Metadata.Start(notes.At(bytes));
        return EndEmptySegment(bytes);
    }

    private ReadOnlySpan<byte> BeginHeader(Step header, int headerBytes, ReadOnlySpan<byte> bytes)
    {
        if (segmentLeft < headerBytes) return notes.Damage("a header that is too short", bytes);

        segmentLeft -= headerBytes;
        run.Begin(headerBytes);
        step = header;
        return bytes;
    }

    /// <summary>Precision, height, width, and the number of components, each of which has three bytes more.</summary>
    private ReadOnlySpan<byte> ReadFrameHeader(ReadOnlySpan<byte> bytes)
    {
        if (!run.Take(ref bytes)) return bytes;

        var height = BinaryPrimitives.ReadUInt16BigEndian(run.Bytes[1..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(run.Bytes[3..]);
        if (height == 0 || width == 0) return notes.Damage("a frame without height or width", bytes);
        if (run.Bytes[5] == 0 || segmentLeft != 3 * run.Bytes[5]) return notes.Damage("a frame header whose length is wrong", bytes);

        notes.Pixels.AddFrame(width, height);
        hasFrame = true;
        step = Step.Skip;
        return bytes;
    }

    /// <summary>The number of components, each of which has two bytes more, and three bytes for all.</summary>
    private ReadOnlySpan<byte> ReadScanHeader(ReadOnlySpan<byte> bytes)
    {
        if (!run.Take(ref bytes)) return bytes;
        if (!hasFrame) return notes.Damage("a scan before any frame header", bytes);
        if (run.Bytes[0] == 0 || segmentLeft != (2 * run.Bytes[0]) + 3) return notes.Damage("a scan header whose length is wrong", bytes);

        hasScan = true;
        step = Step.Skip;
        return bytes;
    }

    private ReadOnlySpan<byte> ReadSegment(ReadOnlySpan<byte> bytes)
    {
        var part = bytes[..Math.Min(bytes.Length, segmentLeft)];
        if (step == Step.Metadata) notes.Metadata.Append(part);
        segmentLeft -= part.Length;
        return EndEmptySegment(bytes[part.Length..]);
    }

    private ReadOnlySpan<byte> EndEmptySegment(ReadOnlySpan<byte> bytes)
    {
        if (segmentLeft > 0) return bytes;

        if (step == Step.Metadata) notes.Metadata.End();
        step = marker == StartOfScan ? Step.Scan : Step.Marker;
        return bytes;
    }

    /// <summary>Runs to the next marker: in the data of a scan, 0xFF is followed by zero, or begins a restart or another marker.</summary>
    private ReadOnlySpan<byte> ReadScan(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            // A look at one byte is much cheaper than a search, where a hostile file stuffs every other byte.
            var at = !bytes.IsEmpty && bytes[0] == 0xFF ? 0 : bytes.IndexOf((byte)0xFF);
            if (at < 0) return [];

            if (at + 1 == bytes.Length || bytes[at + 1] is not (0 or (>= 0xD0 and <= 0xD7)))
            {
                step = Step.ScanMarkerCode;
                return bytes[(at + 1)..];
            }
            bytes = bytes[(at + 2)..];
        }
    }

    /// <summary>SOF0 to SOF15, between which lie DHT, JPG and DAC.</summary>
    private static bool IsFrame(int marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
