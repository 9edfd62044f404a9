using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents.Content.Pictures;

/// <summary>
/// Reads along with the blocks of metadata of one picture (comments, EXIF, XMP) and finds scripts in them, and the place where it was taken.
/// Keeps of one block at a time no more than <see cref="ExifLocation.MaxBytes"/>.
/// </summary>
public sealed class PictureMetadata(string what)
{
    private readonly TextMarker php = new("<?php");
    private readonly TextMarker web = new("<script");
    private readonly TextMarker xmpPlace = new(":gpslatitude");
    private readonly FileHead block = new(ExifLocation.MaxBytes);
    private readonly List<Reason> reasons = [];
    private readonly List<Reason> warnings = [];
    private long blockAt;

    public IReadOnlyList<Reason> Reasons => reasons;

    public IReadOnlyList<Reason> Warnings => warnings;

    /// <summary>A block begins, at this byte of the file.</summary>
    public void Start(long at)
    {
        blockAt = at;
        block.Clear();
        php.Restart();
        web.Restart();
        xmpPlace.Restart();
    }

    /// <summary>The next bytes of the block.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (FindsAnew(php, bytes)) AddPhp();
        if (FindsAnew(web, bytes)) reasons.Add(ContentReason.NotOnlyThat(what, Sentence.Of($"a script of a web page in the metadata at byte {blockAt:N0}")));
        if (FindsAnew(xmpPlace, bytes)) AddPlace("XMP");
        block.Append(bytes);
    }

    /// <summary>The block ends. Not called for one that is cut.</summary>
    public void End()
    {
        var bytes = block.Bytes;
        if (ExifLocation.Has(bytes.StartsWith("Exif\0\0"u8) ? bytes[6..] : bytes)) AddPlace("EXIF");
        block.Clear();
    }

    private static bool FindsAnew(TextMarker marker, ReadOnlySpan<byte> bytes)
    {
        if (marker.IsFound) return false;
        marker.Append(bytes);
        return marker.IsFound;
    }

    private void AddPhp()
    {
        var place = Sentence.Of($"a PHP script in the metadata at byte {blockAt:N0}");
        reasons.Add(ContentReason.Executable("a PHP script", place));
        reasons.Add(ContentReason.NotOnlyThat(what, place));
    }

    private void AddPlace(string source)
    {
        if (warnings.Count < 2) warnings.Add(ContentReason.LocationData(Sentence.Of($"{source} at byte {blockAt:N0}")));
    }
}
