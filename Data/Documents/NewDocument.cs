namespace Glimmerglass.Data.Documents;

/// <summary>A document that was announced and waits for its upload.</summary>
public sealed record NewDocument
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string FileName { get; init; }

    public required string ContentType { get; init; }

    public required long AnnouncedBytes { get; init; }

    public byte[]? AnnouncedSha256 { get; init; }

    public required bool VisibleToDealer { get; init; }

    public required DateTimeOffset UploadExpiresAt { get; init; }
}
