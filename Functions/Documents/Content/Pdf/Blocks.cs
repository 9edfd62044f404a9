namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>A list of many small values that grows by blocks, so that growing copies nothing and wastes little.</summary>
public sealed class Blocks<T> where T : struct
{
    private const int BlockLength = 4096;

    private readonly List<T[]> blocks = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref blocks[index / BlockLength][index % BlockLength];

    public void Add(in T value)
    {
        if (Count % BlockLength == 0) blocks.Add(new T[BlockLength]);
        this[Count++] = value;
    }
}
