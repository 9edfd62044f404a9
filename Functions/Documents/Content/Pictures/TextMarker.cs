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
        while (!text.IsEmpty && !IsFound)
        {
            if (matched == 0)
            {
                var start = text.IndexOf((byte)word[0]);
                if (start < 0) return;
                text = text[(start + 1)..];
                matched = 1;
            }
            else if (char.ToLowerInvariant((char)text[0]) == word[matched])
            {
                text = text[1..];
                matched++;
                IsFound = matched == word.Length;
            }
            else
            {
                matched = 0;
            }
        }
    }

    /// <summary>Another text begins: no word spans the two.</summary>
    public void Restart() => matched = 0;
}
