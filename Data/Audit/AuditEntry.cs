using System.Text.Json;
using Glimmerglass.Data.Access;

namespace Glimmerglass.Data.Audit;

/// <summary>One row of the audit log, as a superadmin reads it.</summary>
public sealed record AuditEntry
{
    public required long Id { get; init; }

    /// <summary>A word of <see cref="AuditAction"/>, or one that an import brought.</summary>
    public required string Action { get; init; }

    /// <summary>Null: the system, or somebody who is not known.</summary>
    public Guid? ActorId { get; init; }

    public Role? ActorRole { get; init; }

    /// <summary>As the user's row has it today. The log keeps no addresses, so that a user can be forgotten and the log stays whole.</summary>
    public string? ActorEmail { get; init; }

    public Guid? DealerId { get; init; }

    public Guid? OrderId { get; init; }

    public string? OrderNumber { get; init; }

    public required JsonElement Detail { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The place in the chain; null: it waits for its seal.</summary>
    public long? Position { get; init; }
}

/// <summary>Which rows of the log to list. What is null does not matter; from is included, to is not.</summary>
public sealed record AuditFilter
{
    public AuditAction? Action { get; init; }

    public Guid? ActorId { get; init; }

    public Guid? OrderId { get; init; }

    public Guid? DealerId { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}

/// <summary>Where a page of the log ended.</summary>
public sealed record AuditPlace(DateTimeOffset CreatedAt, long Id);

/// <summary>Something that was refused, as the log keeps it.</summary>
/// <param name="Detail">A record or an anonymous object; it becomes the row's JSON.</param>
public sealed record RefusedAct(AuditAction Action, Guid? ActorId, Role? ActorRole, Guid? DealerId, Guid? OrderId, object Detail)
{
    /// <summary>How many of the same were refused since the last one that was written, and are told by this row alone.</summary>
    public int HeldBack { get; init; }
}
