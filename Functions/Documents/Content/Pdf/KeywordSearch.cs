namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>Finds a keyword in bytes that come in pieces, also where it spans two of them.</summary>
public sealed class KeywordSearch(byte[] keyword)
{
    private int matched;

    /// <summary>Where the bytes behind the keyword begin, or -1 when it does not end here.</summary>
    public int FindEnd(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        for (; matched > 0 && at < bytes.Length; at++)
        {
            Follow(bytes[at]);
            if (matched == keyword.Length) return Found(at + 1);
        }
        if (at == bytes.Length) return -1;

        var found = bytes[at..].IndexOf(keyword);
        if (found >= 0) return Found(at + found + keyword.Length);

        foreach (var next in bytes[Math.Max(at, bytes.Length - keyword.Length + 1)..]) Follow(next);
        return -1;
    }

    private int Found(int end)
    {
        matched = 0;
        return end;
    }

    private void Follow(byte next)
    {
        while (matched > 0 && keyword[matched] != next) matched = Border();
        if (keyword[matched] == next) matched++;
    }

    /// <summary>The longest beginning of the keyword that also ends the part that matched.</summary>
    private int Border()
    {
        var part = keyword.AsSpan(0, matched);
        for (var length = matched - 1; length > 0; length--)
        {
            if (part.EndsWith(part[..length])) return length;
        }
        return 0;
    }
}
