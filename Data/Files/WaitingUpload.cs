namespace Glimmerglass.Data.Files;

/// <summary>An upload that lies in the incoming container, and since when.</summary>
public sealed record WaitingUpload(string Name, DateTimeOffset ArrivedAt);
