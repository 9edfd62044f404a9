namespace Glimmerglass.Functions;

/// <summary>A fault in one line that may be shown: its kind and the first line of its message, without addresses, because they may carry a key.</summary>
internal static class FaultLine
{
    private const int MaxLength = 500;

    public static string Of(Exception fault)
    {
        var text = $"{fault.GetType().Name}: {fault.Message.Split('\n')[0].Split("http")[0].Trim()}";
        return text.Length <= MaxLength ? text : text[..MaxLength];
    }
}
