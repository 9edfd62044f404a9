namespace Glimmerglass.Data.Files;

/// <summary>An uploaded blob as it was found; <paramref name="ETag"/> changes with its content, so later steps name it to be sure of what they take.</summary>
public sealed record IncomingFile(string Name, string ETag, long SizeBytes);
