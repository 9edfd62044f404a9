using System.Text.Json;
using System.Text.Json.Serialization;
using Glimmerglass.Data.Access;

namespace Glimmerglass.Data.Documents;

/// <summary>A document of an order: what was announced, and what the check found.</summary>
public record Document
{
    public required Guid Id { get; init; }

    public required Guid OrderId { get; init; }

    /// <summary>The key of a document definition.</summary>
    public required string Kind { get; init; }

    public required string FileName { get; init; }

    public required string ContentType { get; init; }

    /// <summary>As announced by the uploader; the check compares the content with it.</summary>
    [JsonPropertyName("sizeBytes")]
    public required long AnnouncedBytes { get; init; }

    /// <summary>SHA-256 of the content in lower-case hex, once it was checked.</summary>
    public string? Sha256 { get; init; }

    [LowerWords]
    public required DocumentState State { get; init; }

    /// <summary>Why it was refused, for the uploader.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>What is worth knowing about it, and refuses nothing: for admins.</summary>
    public IReadOnlyList<Reason> Warnings { get; init; } = [];

    public required bool VisibleToDealer { get; init; }

    public required Role UploadedByRole { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>When a superadmin let it count in spite of its reasons; for admins.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ReleasedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReleaseReason { get; init; }

    /// <summary>Other orders on which the same content is accepted, as far as the reader may see them; for admins, and null when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SameContent>? SameContentOn { get; init; }

    /// <summary>The content type that the check found; null when it found none that is taken.</summary>
    [JsonIgnore]
    public string? FoundContentType { get; init; }
}

/// <summary>An order on which the same content is accepted.</summary>
public sealed record SameContent(Guid OrderId, string Number);

/// <summary>A document as a gate looks at it.</summary>
public sealed record FiledDocument(
    string Kind,
    DocumentState State,
    bool VisibleToDealer,
    IReadOnlyList<Reason> Reasons);
