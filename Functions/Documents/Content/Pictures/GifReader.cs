using System.Buffers.Binary;

namespace Glimmerglass.Functions.Documents.Content.Pictures;

/// <summary>Walks through the blocks of a GIF picture (GIF89a specification, appendix B), from its header to the trailer. Counts its frames.</summary>
public sealed class GifReader : IRecogniser
{
    private const int Extension = 0x21;
    private const int ImageSeparator = 0x2C;
    private const int Trailer = 0x3B;

    private const int GraphicControl = 0xF9;

    private const int HeaderBytes = 13;
    private const int ImageDescriptorBytes = 9;
    private const int MaxCodeSize = 11;

    private readonly PictureNotes notes = new(FileType.Gif.Phrase, TrailingContent.RefusingAll(FileType.Gif.Phrase, "the trailer"));
    private readonly ByteRun run = new(HeaderBytes);
    private Step step = Step.Header;
    private int width;
    private int height;
    private int left;
    private bool isText;
    private bool isImage;
    private bool hasFrame;

    private enum Step
    {
        Header,
        Block,
        ExtensionLabel,
        ImageDescriptor,
        Colors,
        CodeSize,
        SubBlockSize,
        SubBlock,
        End,
    }

    private Step AfterColors => isImage ? Step.CodeSize : Step.Block;

    public GifReader() => run.Begin(HeaderBytes);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        notes.Begin(bytes);
        while (!bytes.IsEmpty && !notes.IsDamaged)
        {
            bytes = step switch
            {
                Step.Header => ReadHeader(bytes),
                Step.Block => BeginBlock(bytes),
                Step.ExtensionLabel => BeginExtension(bytes),
                Step.ImageDescriptor => ReadImageDescriptor(bytes),
                Step.Colors => SkipColors(bytes),
                Step.CodeSize => ReadCodeSize(bytes),
                Step.SubBlockSize => BeginSubBlock(bytes),
                Step.SubBlock => ReadSubBlock(bytes),
                _ => notes.ReadTail(bytes),
            };
        }
    }

    public Findings Finish() => notes.Finish(step == Step.End ? null : "the file ends before the trailer");

    private ReadOnlySpan<byte> ReadHeader(ReadOnlySpan<byte> bytes)
    {
        if (!run.Take(ref bytes)) return bytes;

        width = BinaryPrimitives.ReadUInt16LittleEndian(run.Bytes[6..]);
        height = BinaryPrimitives.ReadUInt16LittleEndian(run.Bytes[8..]);
        if (width == 0 || height == 0) return notes.Damage("a screen without height or width", bytes);

        notes.Pixels.AddCanvas(width, height);
        BeginColors(run.Bytes[10]);
        return bytes;
    }

    /// <summary>The highest bit says that a colour table follows, the lowest three how long it is: three bytes each for 2, 4, 8 … 256 colours.</summary>
    private void BeginColors(byte packed)
    {
        left = (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);
        step = left > 0 ? Step.Colors : AfterColors;
    }

    private ReadOnlySpan<byte> SkipColors(ReadOnlySpan<byte> bytes)
    {
        var skipped = Math.Min(bytes.Length, left);
        left -= skipped;
        if (left == 0) step = AfterColors;
        return bytes[skipped..];
    }

    /// <summary>Zero bytes between two blocks are padding, as a sub-block that was ended twice leaves it; anything else there is no GIF.</summary>
    private ReadOnlySpan<byte> BeginBlock(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOfAnyExcept((byte)0);
        if (at < 0) return [];

        bytes = bytes[at..];
        isImage = bytes[0] == ImageSeparator;
        switch (bytes[0])
        {
            case Extension:
                step = Step.ExtensionLabel;
                break;
            case ImageSeparator:
                step = Step.ImageDescriptor;
                run.Begin(ImageDescriptorBytes);
                break;
            case Trailer when hasFrame:
                step = Step.End;
                break;
            case Trailer:
                return notes.Damage("a trailer without a picture before it", bytes);
            default:
                return notes.Damage("bytes that are no block", bytes);
        }
        return bytes[1..];
    }

    private ReadOnlySpan<byte> BeginExtension(ReadOnlySpan<byte> bytes)
    {
        isText = bytes[0] != GraphicControl;
        if (isText) notes.Metadata.Start(notes.At(bytes) + 1);
        step = Step.SubBlockSize;
        return bytes[1..];
    }

    private ReadOnlySpan<byte> ReadImageDescriptor(ReadOnlySpan<byte> bytes)
    {
        if (!run.Take(ref bytes)) return bytes;

        var frameLeft = BinaryPrimitives.ReadUInt16LittleEndian(run.Bytes);
        var frameTop = BinaryPrimitives.ReadUInt16LittleEndian(run.Bytes[2..]);
        var frameWidth = BinaryPrimitives.ReadUInt16LittleEndian(run.Bytes[4..]);
        var frameHeight = BinaryPrimitives.ReadUInt16LittleEndian(run.Bytes[6..]);
        if (frameWidth == 0 || frameHeight == 0) return notes.Damage("a frame without height or width", bytes);
        if (frameLeft + frameWidth > width || frameTop + frameHeight > height) return notes.Damage("a frame outside the screen", bytes);

        notes.Pixels.AddFrame(frameWidth, frameHeight);
        hasFrame = true;
        isText = false;
        BeginColors(run.Bytes[8]);
        return bytes;
    }

    private ReadOnlySpan<byte> ReadCodeSize(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] is 0 or > MaxCodeSize) return notes.Damage("a picture whose code size is impossible", bytes);

        step = Step.SubBlockSize;
        return bytes[1..];
    }

    /// <summary>A size of zero ends the block. XMP is written as if it were sub-blocks, so sizes are read as a part of the text.</summary>
    private ReadOnlySpan<byte> BeginSubBlock(ReadOnlySpan<byte> bytes)
    {
        left = bytes[0];
        if (isText) notes.Metadata.Append(bytes[..1]);
        if (left == 0 && isText) notes.Metadata.End();
        step = left == 0 ? Step.Block : Step.SubBlock;
        return bytes[1..];
    }

    private ReadOnlySpan<byte> ReadSubBlock(ReadOnlySpan<byte> bytes)
    {
        var part = bytes[..Math.Min(bytes.Length, left)];
        if (isText) notes.Metadata.Append(part);
        left -= part.Length;
        if (left == 0) step = Step.SubBlockSize;
        return bytes[part.Length..];
    }
}
