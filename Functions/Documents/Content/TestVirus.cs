using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents.Content;

/// <summary>Finds the EICAR anti-malware test string anywhere in a file, also where it spans two buffers.</summary>
public sealed class TestVirus : IRecogniser
{
    // Two halves, joined only at run time: a virus scanner would take away a source file or a library that holds the whole string.
    private static readonly byte[] TestString = [.. @"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-"u8, .. "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"u8];

    private static Reason Refusal { get; } = new(ReasonCode.TestVirus,
        "The file contains the EICAR test virus, which no document needs. It was set aside; upload a file without it.");

    private readonly byte[] tail = new byte[TestString.Length - 1];
    private int tailCount;
    private bool found;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (found) return;
        found = SpansTheBorder(bytes) || bytes.IndexOf(TestString) >= 0;
        KeepTail(bytes);
    }

    public Findings Finish() => found ? Findings.Against(Refusal) : Findings.None;

    private bool SpansTheBorder(ReadOnlySpan<byte> bytes)
    {
        Span<byte> border = stackalloc byte[2 * tail.Length];
        var start = bytes[..Math.Min(bytes.Length, tail.Length)];
        tail.AsSpan(0, tailCount).CopyTo(border);
        start.CopyTo(border[tailCount..]);
        return border[..(tailCount + start.Length)].IndexOf(TestString) >= 0;
    }

    private void KeepTail(ReadOnlySpan<byte> bytes)
    {
        var fresh = bytes[Math.Max(0, bytes.Length - tail.Length)..];
        var old = Math.Min(tailCount, tail.Length - fresh.Length);
        tail.AsSpan(tailCount - old, old).CopyTo(tail);
        fresh.CopyTo(tail.AsSpan(old));
        tailCount = old + fresh.Length;
    }
}
