namespace Glimmerglass.Data.Files;

/// <summary>A blob in the container of documents, as it is listed.</summary>
/// <param name="Origin">The ETag of the upload that was copied here; "" when none is written on it; null while or after a copy that did not end.</param>
public sealed record KeptFile(string Name, long SizeBytes, string? Origin, DateTimeOffset WrittenAt);
