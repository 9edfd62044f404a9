using System.Buffers.Binary;

namespace Glimmerglass.Functions.Documents.Content.Pictures;

/// <summary>
/// Walks through the chunks of a WebP picture (RFC 9649), still or animated, to the end that its RIFF header says. Skips compressed data by their length.
/// </summary>
public sealed class WebPReader : IRecogniser
{
    private const uint Vp8 = 0x56503820;
    private const uint Vp8L = 0x5650384C;
    private const uint Vp8X = 0x56503858;
    private const uint Frame = 0x414E4D46;
    private const uint Animation = 0x414E494D;
    private const uint Alpha = 0x414C5048;
    private const uint ColorProfile = 0x49434350;

    private const int RiffHeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;

    // Section 2.5 for VP8 (its frame header is that of RFC 6386, section 9.1), 2.6 and 3.4 for VP8L, 2.7 for VP8X and ANMF.
    private const int Vp8HeaderBytes = 10;
    private const int Vp8LHeaderBytes = 5;
    private const int Vp8XBytes = 10;
    private const int FrameHeaderBytes = 16;

    private readonly PictureNotes notes = new(FileType.WebP.Phrase, TrailingContent.RefusingAll(FileType.WebP.Phrase, "the end that the RIFF header says"));
    private readonly ByteRun run = new(FrameHeaderBytes);
    private Step step = Step.RiffHeader;
    private long riffEnd;
    private long frameEnd;
    private long chunkLeft;
    private uint type;
    private long canvasWidth;
    private long canvasHeight;
    private bool hasPicture;

    private enum Step
    {
        RiffHeader,
        ChunkHeader,
        PictureHeader,
        Metadata,
        Skip,
        Pad,
        End,
    }

    /// <summary>The end of what the next chunk lies in: a frame or the whole.</summary>
    private long Limit => frameEnd > 0 ? frameEnd : riffEnd;

    public WebPReader() => run.Begin(RiffHeaderBytes);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        notes.Begin(bytes);
        while (!bytes.IsEmpty && !notes.IsDamaged)
        {
            bytes = step switch
            {
                Step.RiffHeader => ReadRiffHeader(bytes),
                Step.ChunkHeader => ReadChunkHeader(bytes),
                Step.PictureHeader => ReadPictureHeader(bytes),
                Step.Metadata or Step.Skip => ReadChunk(bytes),
                Step.Pad => BeginChunk(bytes[1..]),
                _ => notes.ReadTail(bytes),
            };
        }
    }

    public Findings Finish() => notes.Finish(step == Step.End ? null : "the file ends before the end that the RIFF header says");

    private ReadOnlySpan<byte> ReadRiffHeader(ReadOnlySpan<byte> bytes)
    {
        if (!run.Take(ref bytes)) return bytes;

        riffEnd = BinaryPrimitives.ReadUInt32LittleEndian(run.Bytes[4..]) + 8L;
        if (riffEnd < RiffHeaderBytes + ChunkHeaderBytes) return notes.Damage("a RIFF header with an impossible size", bytes);

        return BeginChunk(bytes);
    }

    private ReadOnlySpan<byte> BeginChunk(ReadOnlySpan<byte> bytes)
    {
        var at = notes.At(bytes);
        if (at >= frameEnd) frameEnd = 0;
        if (at == riffEnd) return EndRiff(bytes);
        if (at + ChunkHeaderBytes > Limit) return notes.Damage("bytes that are no chunk", bytes);

        run.Begin(ChunkHeaderBytes);
        step = Step.ChunkHeader;
        return bytes;
    }

    private ReadOnlySpan<byte> EndRiff(ReadOnlySpan<byte> bytes)
    {
        if (!hasPicture) return notes.Damage("an end without a picture before it", bytes);

        step = Step.End;
        return bytes;
    }

    private ReadOnlySpan<byte> ReadChunkHeader(ReadOnlySpan<byte> bytes)
    {
        if (!run.Take(ref bytes)) return bytes;

        var isFirst = type == 0;
        type = BinaryPrimitives.ReadUInt32BigEndian(run.Bytes);
        chunkLeft = BinaryPrimitives.ReadUInt32LittleEndian(run.Bytes[4..]);
        if (run.Bytes[..4].ContainsAnyExceptInRange((byte)' ', (byte)'~')) return notes.Damage("a chunk whose type is not of letters", bytes);
        if (notes.At(bytes) + chunkLeft > Limit) return notes.Damage("a chunk longer than what it lies in", bytes);
        if (isFirst && type is not (Vp8 or Vp8L or Vp8X)) return notes.Damage("no picture where the first chunk must be one", bytes);

        return type switch
        {
            Vp8 => BeginPicture(Vp8HeaderBytes, bytes),
            Vp8L => BeginPicture(Vp8LHeaderBytes, bytes),
            Vp8X => isFirst ? BeginPicture(Vp8XBytes, bytes) : notes.Damage("a second VP8X chunk", bytes),
            Frame => frameEnd == 0 ? BeginFrame(bytes) : notes.Damage("a frame within a frame", bytes),
            Alpha or Animation or ColorProfile => EndEmptyChunk(Step.Skip, bytes),
            _ => BeginMetadata(bytes),
        };
    }

    private ReadOnlySpan<byte> BeginFrame(ReadOnlySpan<byte> bytes)
    {
        frameEnd = notes.At(bytes) + chunkLeft;
        return BeginPicture(FrameHeaderBytes, bytes);
    }

    private ReadOnlySpan<byte> BeginPicture(int headerBytes, ReadOnlySpan<byte> bytes)
    {
        if (chunkLeft < headerBytes) return notes.Damage("a picture shorter than its header", bytes);

        run.Begin(headerBytes);
        step = Step.PictureHeader;
        return bytes;
    }

    /// <summary>All chunks are read as text but those that are compressed, where words turn up by chance.</summary>
    private ReadOnlySpan<byte> BeginMetadata(ReadOnlySpan<byte> bytes)
    {
        notes.Metadata.Start(notes.At(bytes));
        return EndEmptyChunk(Step.Metadata, bytes);
    }

    private ReadOnlySpan<byte> ReadPictureHeader(ReadOnlySpan<byte> bytes)
    {
        if (!run.Take(ref bytes)) return bytes;

        chunkLeft -= run.Bytes.Length;
        return type switch
        {
            Vp8X => AddCanvas(bytes),
            Frame => AddFrame(bytes),
            _ => AddPicture(bytes),
        };
    }

    private ReadOnlySpan<byte> AddCanvas(ReadOnlySpan<byte> bytes)
    {
        canvasWidth = Number24(run.Bytes[4..]) + 1;
        canvasHeight = Number24(run.Bytes[7..]) + 1;
        notes.Pixels.AddCanvas(canvasWidth, canvasHeight);
        return EndEmptyChunk(Step.Skip, bytes);
    }

    /// <summary>Its place is counted in pairs of pixels. Its data are chunks again, up to its end.</summary>
    private ReadOnlySpan<byte> AddFrame(ReadOnlySpan<byte> bytes)
    {
        var width = Number24(run.Bytes[6..]) + 1;
        var height = Number24(run.Bytes[9..]) + 1;
        if ((2 * Number24(run.Bytes)) + width > canvasWidth || (2 * Number24(run.Bytes[3..])) + height > canvasHeight) return notes.Damage("a frame outside the picture", bytes);

        notes.Pixels.AddFrame(width, height);
        return BeginChunk(bytes);
    }

    private ReadOnlySpan<byte> AddPicture(ReadOnlySpan<byte> bytes)
    {
        var (width, height) = type == Vp8 ? SizeOfVp8() : SizeOfVp8L();
        if (width == 0 || height == 0) return notes.Damage("a picture header with impossible values", bytes);

        hasPicture = true;
        notes.Pixels.AddCanvas(width, height);
        return EndEmptyChunk(Step.Skip, bytes);
    }

    /// <summary>A key frame, a start code, and 14 bits each of width and height. Zero for what is none.</summary>
    private (int Width, int Height) SizeOfVp8()
    {
        var header = run.Bytes;
        if ((header[0] & 1) != 0 || !header[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])) return default;
        return (BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) & 0x3FFF);
    }

    /// <summary>A signature, 14 bits each of width and height less one, one bit for transparency, and three of a version, which is zero. Zero for what is none.</summary>
    private (int Width, int Height) SizeOfVp8L()
    {
        var bits = BinaryPrimitives.ReadUInt32LittleEndian(run.Bytes[1..]);
        if (run.Bytes[0] != 0x2F || bits >> 29 != 0) return default;
        return ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
    }

    private ReadOnlySpan<byte> ReadChunk(ReadOnlySpan<byte> bytes)
    {
        var part = bytes[..(int)Math.Min(bytes.Length, chunkLeft)];
        if (step == Step.Metadata) notes.Metadata.Append(part);
        chunkLeft -= part.Length;
        return EndEmptyChunk(step, bytes[part.Length..]);
    }

    /// <summary>Goes on with this step until nothing of the chunk is left. Chunks begin at even places, behind a byte of padding where that is needed.</summary>
    private ReadOnlySpan<byte> EndEmptyChunk(Step within, ReadOnlySpan<byte> bytes)
    {
        step = within;
        if (chunkLeft > 0) return bytes;

        if (step == Step.Metadata) notes.Metadata.End();
        if (notes.At(bytes) % 2 == 0 || notes.At(bytes) == riffEnd) return BeginChunk(bytes);

        step = Step.Pad;
        return bytes;
    }

    private static int Number24(ReadOnlySpan<byte> at) => at[0] | (at[1] << 8) | (at[2] << 16);
}
