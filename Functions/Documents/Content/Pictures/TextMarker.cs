namespace Glimmerglass.Functions.Documents.Content.Pictures;

/// <summary>
/// Looks for one word in text that comes in pieces, whatever its letter case, and keeps nothing of the text.
/// The word is ASCII in lower case, begins with no letter, and has its first character only once, so a match that fails begins anew without looking back.
/// </summary>
public sealed class TextMarker(string word)
{
    private int matched;

    /// <summary>Whether the word was there, in any text so far.</summary>
    public bool IsFound { get; private set; }

    public void Append(ReadOnlySpan<byte> text)
    {
        if (IsFound) return;

        // The word and the count are locals, so that a text which is made of beginnings of the word costs no more than a look at each byte.
        var letters = word.AsSpan();
        var count = matched;
        for (var at = 0; at < text.Length && count < letters.Length; at++)
        {
            if (count == 0)
            {
                var start = text[at..].IndexOf((byte)letters[0]);
                if (start < 0) break;
                at += start;
                count = 1;
            }
            else if (Lower(text[at]) == letters[count]) count++;
            else count = text[at] == letters[0] ? 1 : 0;
        }
        IsFound = count == letters.Length;
        matched = count;
    }

    /// <summary>Another text begins: no word spans the two.</summary>
    public void Restart() => matched = 0;

    private static int Lower(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? letter + 32 : letter;
}
