using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Tests.Rules.Media;

/// <summary>What a scan says against a content, for comparisons.</summary>
internal static class Scanned
{
    private static readonly byte[] TellingBytes = [0, 1, 7, 8, 0x7F, 0x80, 0xFF, (byte)'m', (byte)'t'];

    /// <summary>The codes of the reasons, each once, with blanks between.</summary>
    public static string Codes(byte[] content) => string.Join(' ', Scan(content).Reasons.Select(reason => reason.Code).Distinct());

    public static IEnumerable<string> Warnings(byte[] content) => Scan(content).Warnings.Select(reason => reason.Code);

    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(20);

    /// <summary>However the content is cut into buffers, the same is said against it.</summary>
    public static void IsTheSameInAnyPieces(byte[] content)
    {
        var whole = Scan(content);
        Prop.ForAll(Gen.Choose(1, Math.Max(90, content.Length / 100)).ArrayOf().ToArbitrary(), sizes =>
        {
            var pieces = Scan(content, sizes);
            Assert.Equal(whole.Type, pieces.Type);
            Assert.Equal(whole.Reasons, pieces.Reasons);
            Assert.Equal(whole.Warnings, pieces.Warnings);
        }).Check(Quick);
        Assert.Equal(whole.Reasons, Scan(content, content.Length > 10_000 ? 1000 : 1).Reasons);
    }

    /// <summary>Changes bytes of a good file at random places and cuts it: whatever comes of it, there is an answer, and it does not depend on the pieces.</summary>
    public static void NeverThrows(byte[] good, int changes)
    {
        var edits = from at in Gen.Choose(0, good.Length - 1)
                    from value in Gen.Elements(TellingBytes)
                    select (At: at, Value: value);

        Prop.ForAll(edits.ListOf(changes).ToArbitrary(), Gen.Choose(1, good.Length).ToArbitrary(), (list, length) =>
        {
            byte[] whole = [.. good], cut = good[..length];
            foreach (var (at, value) in list)
            {
                whole[at] = value;
                if (at < length) cut[at] = value;
            }
            Assert.Equal(Scan(whole).Reasons, Scan(whole, 13).Reasons);
            Assert.Equal(Scan(cut).Reasons, Scan(cut, 13).Reasons);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Scans in buffers of these sizes, over and over; in one when there are none.</summary>
    public static ScannedContent Scan(byte[] content, params int[] sizes)
    {
        using var scan = new ContentScan(content.Length);
        for (int at = 0, i = 0; at < content.Length; i++)
        {
            var size = Math.Min(sizes.Length == 0 ? content.Length : sizes[i % sizes.Length], content.Length - at);
            scan.Append(content.AsSpan(at, size));
            at += size;
        }
        return scan.Finish();
    }
}
