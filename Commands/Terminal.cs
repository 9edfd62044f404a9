using System.Text.Json;
using Glimmerglass.Data;

namespace Glimmerglass.Commands;

/// <summary>How commands print: what was asked for on standard output, everything else on standard error.</summary>
internal static class Terminal
{
    /// <summary>One JSON document, or text for a person.</summary>
    public static void Print(bool json, object document, Func<string> text) =>
        Console.Write(json ? JsonSerializer.Serialize(document, Json.Options) + "\n" : text());
}
