namespace Glimmerglass.Data.Access;

/// <summary>Who makes a change, as history and audit keep it.</summary>
public sealed record Actor(Guid UserId, Role Role);
