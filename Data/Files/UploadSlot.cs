namespace Glimmerglass.Data.Files;

/// <summary>
/// Where and how a browser sends one document: <paramref name="Method"/> to <paramref name="Url"/> with all of <paramref name="Headers"/>,
/// once, before <paramref name="ExpiresAt"/>. The address is a secret: whoever has it may fill the slot.
/// </summary>
public sealed record UploadSlot(Guid DocumentId, Uri Url, string Method, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresAt);
