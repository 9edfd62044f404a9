using System.Buffers.Binary;

namespace Glimmerglass.Functions.Documents.Content.Pictures;

/// <summary>
/// Walks through the chunks of a PNG picture (W3C PNG, third edition, sections 5 and 11), from its signature to IEND. Skips compressed data by their length.
/// </summary>
public sealed class PngReader : IRecogniser
{
    private const uint Ihdr = 0x49484452;
    private const uint Idat = 0x49444154;
    private const uint Iend = 0x49454E44;
    private const uint Iccp = 0x69434350;
    private const uint Ztxt = 0x7A545874;
    private const uint AnimationControl = 0x6163544C;
    private const uint FrameControl = 0x6663544C;
    private const uint FrameData = 0x66644154;

    private const int SignatureBytes = 8;
    private const int ChunkHeaderBytes = 8;
    private const int CrcBytes = 4;
    private const int IhdrBytes = 13;
    private const int AnimationControlBytes = 8;
    private const int FrameControlBytes = 26;
    private const int MaxKeywordBytes = 79;

    private readonly PictureNotes notes = new(FileType.Png.Phrase, TrailingContent.RefusingAll(FileType.Png.Phrase, "the IEND chunk"));
    private readonly ByteRun run = new(FrameControlBytes);
    private Step step = Step.Signature;
    private uint type;
    private long chunkLeft;
    private long metadataLeft;
    private long width;
    private long height;
    private bool hasData;

    private enum Step
    {
        Signature,
        ChunkHeader,
        Header,
        Control,
        Metadata,
        Skip,
        End,
    }

    public PngReader() => run.Begin(SignatureBytes);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        notes.Begin(bytes);
        while (!bytes.IsEmpty && !notes.IsDamaged)
        {
            bytes = step switch
            {
                Step.Signature => ReadSignature(bytes),
                Step.ChunkHeader => ReadChunkHeader(bytes),
                Step.Header => ReadHeader(bytes),
                Step.Control => ReadControl(bytes),
                Step.Metadata => ReadMetadata(bytes),
                Step.Skip => Skip(bytes),
                _ => notes.ReadTail(bytes),
            };
        }
    }

    public Findings Finish() => notes.Finish(step == Step.End ? null : "the file ends before the end of the IEND chunk");

    private ReadOnlySpan<byte> ReadSignature(ReadOnlySpan<byte> bytes)
    {
        if (run.Take(ref bytes)) BeginChunk();
        return bytes;
    }

    private void BeginChunk()
    {
        step = Step.ChunkHeader;
        run.Begin(ChunkHeaderBytes);
    }

    private ReadOnlySpan<byte> ReadChunkHeader(ReadOnlySpan<byte> bytes)
    {
        if (!run.Take(ref bytes)) return bytes;

        var isFirst = type == 0;
        var length = BinaryPrimitives.ReadUInt32BigEndian(run.Bytes);
        type = BinaryPrimitives.ReadUInt32BigEndian(run.Bytes[4..]);
        if (length > int.MaxValue) return notes.Damage("a chunk longer than any may be", bytes);
        if (!IsOfLetters(run.Bytes[4..])) return notes.Damage("a chunk whose type is not of letters", bytes);
        if (isFirst != (type == Ihdr)) return notes.Damage("the IHDR chunk is not the first, or not the only one,", bytes);
        if (type == Iend && !hasData) return notes.Damage("the IEND chunk without picture data before it", bytes);

        chunkLeft = (long)length + CrcBytes;
        return type switch
        {
            Ihdr => BeginFixed(Step.Header, IhdrBytes + CrcBytes, length == IhdrBytes, bytes),
            AnimationControl => BeginFixed(Step.Control, AnimationControlBytes, length == AnimationControlBytes, bytes),
            FrameControl => BeginFixed(Step.Control, FrameControlBytes, length == FrameControlBytes, bytes),
            Iend when length > 0 => notes.Damage("an IEND chunk that is not empty", bytes),
            _ => BeginOther(length, bytes),
        };
    }

    private static bool IsOfLetters(ReadOnlySpan<byte> chunkType)
    {
        foreach (var letter in chunkType)
        {
            if (!char.IsAsciiLetter((char)letter)) return false;
        }
        return true;
    }

    private ReadOnlySpan<byte> BeginFixed(Step next, int runBytes, bool hasItsLength, ReadOnlySpan<byte> bytes)
    {
        if (!hasItsLength) return notes.Damage("a chunk whose length is wrong", bytes);

        run.Begin(runBytes);
        chunkLeft -= runBytes;
        step = next;
        return bytes;
    }

    /// <summary>All chunks are read as text but those that are compressed, where words turn up by chance; of a compressed text, the keyword is read.</summary>
    private ReadOnlySpan<byte> BeginOther(uint length, ReadOnlySpan<byte> bytes)
    {
        hasData |= type == Idat && length > 0;
        metadataLeft = type switch
        {
            Idat or FrameData or Iccp => 0,
            Ztxt => Math.Min(length, MaxKeywordBytes),
            _ => length,
        };
        chunkLeft -= metadataLeft;
        step = metadataLeft > 0 ? Step.Metadata : Step.Skip;
        if (step == Step.Metadata) notes.Metadata.Start(notes.At(bytes));
        return bytes;
    }

    private ReadOnlySpan<byte> ReadHeader(ReadOnlySpan<byte> bytes)
    {
        if (!run.Take(ref bytes)) return bytes;

        var header = run.Bytes;
        width = BinaryPrimitives.ReadUInt32BigEndian(header);
        height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (!HasItsChecksum(header)) return notes.Damage("an IHDR chunk whose checksum is wrong", bytes);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue || !IsSane(header[8..])) return notes.Damage("an IHDR chunk with impossible values", bytes);

        notes.Pixels.AddCanvas(width, height);
        BeginChunk();
        return bytes;
    }

    /// <summary>Bit depth by colour type (table 7 of section 11.2.1), the one compression, the one filter, and two ways to interlace.</summary>
    private static bool IsSane(ReadOnlySpan<byte> header) => header[2] == 0 && header[3] == 0 && header[4] <= 1 && header[1] switch
    {
        0 => header[0] is 1 or 2 or 4 or 8 or 16,
        3 => header[0] is 1 or 2 or 4 or 8,
        2 or 4 or 6 => header[0] is 8 or 16,
        _ => false,
    };

    /// <summary>The CRC of annex D over the type and the data of the chunk, which are few enough to take bit by bit.</summary>
    private static bool HasItsChecksum(ReadOnlySpan<byte> header)
    {
        var crc = uint.MaxValue;
        foreach (var next in (ReadOnlySpan<byte>)[.. "IHDR"u8, .. header[..IhdrBytes]])
        {
            crc ^= next;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc == BinaryPrimitives.ReadUInt32BigEndian(header[IhdrBytes..]);
    }

    /// <summary>The number of frames of an animation, or the size of one and its place within the picture.</summary>
    private ReadOnlySpan<byte> ReadControl(ReadOnlySpan<byte> bytes)
    {
        if (!run.Take(ref bytes)) return bytes;

        step = Step.Skip;
        if (type == AnimationControl)
        {
            var frames = BinaryPrimitives.ReadUInt32BigEndian(run.Bytes);
            if (frames == 0) return notes.Damage("an animation without frames", bytes);

            // FFmpeg writes more than the format can hold when it cannot go back and set the number; readers then count for themselves, as is done here.
            if (frames <= int.MaxValue) notes.Pixels.AddClaim(frames, width, height);
            return bytes;
        }

        var frameWidth = BinaryPrimitives.ReadUInt32BigEndian(run.Bytes[4..]);
        var frameHeight = BinaryPrimitives.ReadUInt32BigEndian(run.Bytes[8..]);
        var left = BinaryPrimitives.ReadUInt32BigEndian(run.Bytes[12..]);
        var top = BinaryPrimitives.ReadUInt32BigEndian(run.Bytes[16..]);
        if (frameWidth == 0 || frameHeight == 0 || (long)left + frameWidth > width || (long)top + frameHeight > height) return notes.Damage("a frame outside the picture", bytes);

        notes.Pixels.AddFrame(frameWidth, frameHeight);
        return bytes;
    }

    private ReadOnlySpan<byte> ReadMetadata(ReadOnlySpan<byte> bytes)
    {
        var part = bytes[..(int)Math.Min(bytes.Length, metadataLeft)];
        notes.Metadata.Append(part);
        metadataLeft -= part.Length;
        if (metadataLeft == 0)
        {
            notes.Metadata.End();
            step = Step.Skip;
        }
        return bytes[part.Length..];
    }

    private ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> bytes)
    {
        var skipped = (int)Math.Min(bytes.Length, chunkLeft);
        chunkLeft -= skipped;
        if (chunkLeft == 0)
        {
            if (type == Iend) step = Step.End;
            else BeginChunk();
        }
        return bytes[skipped..];
    }
}
