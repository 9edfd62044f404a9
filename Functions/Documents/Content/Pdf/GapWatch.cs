using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>
/// Watches what stands before, between and after the objects of a PDF for a second format: markup that a browser would run, ZIP entries that an unpacker
/// would find, a program behind the end.
/// </summary>
public sealed class GapWatch
{
    /// <summary>How much that is nothing known may follow the end: mail gateways and scanners append some bytes.</summary>
    public const int MaxTailBytes = 1024;

    // The header of a DOS program, with which every Windows program begins, is 64 bytes long.
    private const int MinWindowsProgramBytes = 64;

    // The window holds the longest word however it is cut: when it is full, its last 16 bytes stay.
    private const int WindowBytes = 256;
    private const int KeptBytes = 16;

    private static readonly (byte[] Text, string Words)[] Markup =
    [
        ([.. "<html"u8], "<html"), ([.. "<!doctype html"u8], "<!DOCTYPE html"), ([.. "<script"u8], "<script"), ([.. "<?php"u8], "<?php"), ([.. "<svg"u8], "<svg"),
    ];

    private readonly byte[] window = new byte[WindowBytes];
    private readonly byte[] tailHead = new byte[4];
    private int filled;
    private long position = -1;
    private string? markup;
    private long archiveAt = -1;
    private bool isBehindEnd;
    private long tailBytes;
    private long tailLength;

    public void Append(ReadOnlySpan<byte> bytes, long at)
    {
        // What stands on both sides of an object is no word.
        if (at != position) filled = 0;
        position = at + bytes.Length;
        for (var i = 0; i < bytes.Length; i++) Take(bytes[i], at + i);
    }

    /// <summary>An end marker: what follows is the tail, until an object follows after all.</summary>
    public void BeginTail() => (isBehindEnd, tailBytes, tailLength) = (true, 0, 0);

    public void EndTail() => isBehindEnd = false;

    public IEnumerable<Reason> Finish()
    {
        const string pdf = "a PDF document";
        if (markup is not null) yield return ContentReason.NotOnlyThat(pdf, markup);
        if (archiveAt >= 0)
        {
            yield return ContentReason.NotOnlyThat(pdf, Sentence.Of($"a ZIP entry between its objects, at byte {archiveAt:N0}"));
            yield return ContentReason.Archive("a ZIP archive", Sentence.Of($"a ZIP entry at byte {archiveAt:N0}"));
        }
        if (!isBehindEnd) yield break;
        if (Program() is { } program) yield return ContentReason.Executable("a program", $"{program} after the end marker");
        if (tailBytes > MaxTailBytes) yield return ContentReason.NotOnlyThat(pdf, Sentence.Of($"{tailBytes:N0} bytes after the end marker"));
    }

    private void Take(byte value, long at)
    {
        if (filled == WindowBytes)
        {
            window.AsSpan(WindowBytes - KeptBytes).CopyTo(window);
            filled = KeptBytes;
        }
        window[filled++] = (byte)char.ToLowerInvariant((char)value);
        if (value is (byte)'l' or (byte)'L' or (byte)'t' or (byte)'T' or (byte)'p' or (byte)'P' or (byte)'g' or (byte)'G') FindMarkup(at);
        else if (value == 4 && archiveAt < 0 && window.AsSpan(0, filled).EndsWith("pk\u0003\u0004"u8)) archiveAt = at - 3;
        if (isBehindEnd) TakeTail(value);
    }

    /// <summary>Blanks and zero bytes count only within what a program would be.</summary>
    private void TakeTail(byte value)
    {
        var isBlank = PdfBytes.IsBlank(value);
        if (tailBytes == 0 && isBlank) return;
        if (tailLength < tailHead.Length) tailHead[tailLength] = value;
        tailLength++;
        if (!isBlank) tailBytes++;
    }

    private void FindMarkup(long at)
    {
        if (markup is not null) return;
        foreach (var (text, words) in Markup)
        {
            if (window.AsSpan(0, filled).EndsWith(text)) markup = Sentence.Of($"{words} between its objects, at byte {at + 1 - text.Length:N0}");
        }
    }

    private string? Program()
    {
        if (tailLength >= tailHead.Length && tailHead.AsSpan().SequenceEqual("\u007FELF"u8)) return "an ELF program";
        return tailLength >= MinWindowsProgramBytes && tailHead.AsSpan().StartsWith("MZ"u8) ? "a Windows program" : null;
    }
}
