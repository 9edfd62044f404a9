namespace Glimmerglass.Functions.Documents.Content.Signatures;

/// <summary>Bytes that stand at a fixed place in every file of a type.</summary>
internal sealed record Signature(FileType Type, int At, byte[] Bytes)
{
    public Signature(FileType type, params byte[] start) : this(type, 0, start)
    {
    }

    public static Signature Text(FileType type, string start) => TextAt(0, type, start);

    public static Signature TextAt(int at, FileType type, string text) => new(type, at, [.. text.Select(character => (byte)character)]);

    public bool Fits(ReadOnlySpan<byte> head) => head.Length >= At && head[At..].StartsWith(Bytes);
}
