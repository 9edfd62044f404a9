using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents.Content.Pictures;

/// <summary>
/// Judges what follows the end of a picture or video, where programs and archives hide. Blanks and zero bytes are fine. Of the rest the first
/// <see cref="LookedAtBytes"/> are kept and looked at once, at the end, so it does not matter how they came.
/// </summary>
public sealed class TrailingContent
{
    /// <summary>How far behind the end of a file a second format is looked for: browsers and readers of other formats look no further.</summary>
    public const int LookedAtBytes = 64 * 1024;

    // The header of a Windows program says at this place where its second signature is (PE format, section 2.1).
    private const int PeOffsetAt = 0x3C;

    private static readonly SearchValues<byte> Blanks = SearchValues.Create("\0\t\n\v\f\r "u8);

    private readonly string what;
    private readonly string end;
    private readonly bool refusesAll;
    private FileHead? tail;

    private TrailingContent(string what, string end, bool refusesAll)
    {
        this.what = what;
        this.end = end;
        this.refusesAll = refusesAll;
    }

    /// <summary>For a format behind whose end nothing is usual: anything but blanks and zero bytes is refused.</summary>
    /// <param name="what">As in <see cref="FileType.Phrase"/>.</param>
    /// <param name="end">What marks the end, as in "the trailer".</param>
    public static TrailingContent RefusingAll(string what, string end) => new(what, end, refusesAll: true);

    /// <summary>For JPEG, behind whose end phones write more pictures, videos and tables of their own: only what another program would open is refused.</summary>
    /// <param name="what">As in <see cref="FileType.Phrase"/>.</param>
    /// <param name="end">What marks the end, as in "the trailer".</param>
    public static TrailingContent RefusingOtherFormats(string what, string end) => new(what, end, refusesAll: false);

    /// <summary>Takes bytes behind the end, in their order.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (tail is null)
        {
            var start = bytes.IndexOfAnyExcept(Blanks);
            if (start < 0) return;
            bytes = bytes[start..];
            tail = new FileHead(LookedAtBytes);
        }
        tail.Append(bytes);
    }

    /// <summary>What speaks against the bytes behind the end. None when there are none.</summary>
    public IReadOnlyList<Reason> Finish()
    {
        if (tail is null) return [];

        var bytes = tail.Bytes;
        var text = Encoding.Latin1.GetString(bytes);
        if (Archive(bytes) is { } archive) return [ContentReason.Archive(archive, Place(archive)), NotOnlyThat(archive)];
        if (Program(bytes, text) is { } program) return [ContentReason.Executable(program, Place(program)), NotOnlyThat(program)];
        if (OtherFormat(text) is { } format) return [NotOnlyThat(format)];
        return refusesAll ? [NotOnlyThat("more content")] : [];
    }

    private Reason NotOnlyThat(string found) => ContentReason.NotOnlyThat(what, Place(found));

    private string Place(string found) => $"{found} behind {end}";

    /// <summary>RAR and 7z are found wherever their long signature stands, as their own programs find them behind a stub.</summary>
    private static string? Archive(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("PK\u0003\u0004"u8) || bytes.StartsWith("PK\u0005\u0006"u8)) return "a ZIP archive";
        if (bytes.IndexOf("Rar!\u001A\u0007"u8) >= 0) return "a RAR archive";
        return bytes.IndexOf((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) >= 0 ? "a 7z archive" : null;
    }

    private static string? Program(ReadOnlySpan<byte> bytes, string text)
    {
        if (text.Contains("<?php", StringComparison.OrdinalIgnoreCase)) return "a PHP script";
        if (bytes.StartsWith("#!"u8)) return "a script";
        return IsPe(bytes) || IsElf(bytes) || IsMachO(bytes) ? "a program" : null;
    }

    private static bool IsElf(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\u007FELF"u8);

    /// <summary>Two letters are too few to accuse the unknown binary content of a camera, so the second signature must be there as well.</summary>
    private static bool IsPe(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("MZ"u8) || bytes.Length < PeOffsetAt + 4) return false;

        var offset = BinaryPrimitives.ReadUInt32LittleEndian(bytes[PeOffsetAt..]);
        return offset < bytes.Length && bytes[(int)offset..].StartsWith("PE\0\0"u8);
    }

    private static bool IsMachO(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(bytes) is 0xCFFAEDFE or 0xCEFAEDFE or 0xFEEDFACF or 0xFEEDFACE or 0xCAFEBABE;

    private static string? OtherFormat(string text)
    {
        if (text.Contains("%PDF-", StringComparison.Ordinal)) return "a PDF document";
        if (text.Contains("<script", StringComparison.OrdinalIgnoreCase)) return "a script of a web page";
        if (HasTag(text, "<html") || HasTag(text, "<!doctype html")) return "an HTML page";
        return HasTag(text, "<svg") ? "an SVG drawing" : null;
    }

    /// <summary>The tag ends there or has attributes: four letters alone turn up by chance in the second picture of a phone.</summary>
    private static bool HasTag(string text, string tag)
    {
        for (var at = text.IndexOf(tag, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(tag, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var next = at + tag.Length;
            if (next == text.Length || text[next] is ' ' or '\t' or '\r' or '\n' or '\f' or '>' or '/') return true;
        }
        return false;
    }
}
