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
        for (var at = 0; at < text.Length && !IsFound;)
        {
            if (matched == 0)
            {
                var start = text[at..].IndexOf((byte)word[0]);
                if (start < 0) return;
                at += start + 1;
                matched = 1;
            }
            else
            {
                Match(text[at++]);
            }
        }
    }

    /// <summary>Another text begins: no word spans the two.</summary>
    public void Restart() => matched = 0;

    private void Match(byte next)
    {
        if (Lower(next) != word[matched])
        {
            matched = next == word[0] ? 1 : 0;
            return;
        }
        matched++;
        IsFound = matched == word.Length;
    }

    private static int Lower(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? letter + 32 : letter;
}
