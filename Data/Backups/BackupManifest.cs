using Glimmerglass.Data.Catalogue;

namespace Glimmerglass.Data.Backups;

/// <summary>
/// What a backup holds, written last: a folder without it is no backup. Everything was read under one snapshot of the database.
/// Its layout: <c>manifest.json</c>, <c>schema.sql</c> (<see cref="SchemaScript"/>), <c>data/&lt;table&gt;.copy.gz</c> for each table and
/// <c>documents.copy.gz</c>.
/// </summary>
public sealed record BackupManifest
{
    /// <summary>Raised when an older program could not read what a newer one writes.</summary>
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>The name of the folder: the instant of its beginning in UTC, as 20261121T020000Z.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the snapshot was taken: what was committed later is not in this backup.</summary>
    public required DateTimeOffset SnapshotAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The version of PostgreSQL as a number, 170004 for 17.4.</summary>
    public required int ServerVersion { get; init; }

    /// <summary>The newest migration that was applied; 0 for a database without them.</summary>
    public required int SchemaVersion { get; init; }

    public required IReadOnlyList<BackedUpMigration> Migrations { get; init; }

    public required BackedUpFile Schema { get; init; }

    /// <summary>In an order in which a table comes after those it refers to, where there is one.</summary>
    public required IReadOnlyList<BackedUpTable> Tables { get; init; }

    public required IReadOnlyList<BackedUpSequence> Sequences { get; init; }

    /// <summary>The documents that must lie in the store for this backup to be whole: id, size and SHA-256, as COPY writes them.</summary>
    public required BackedUpTable Documents { get; init; }

    /// <summary>What exists in the database and is not in this backup, in words: roles, comments, large objects and the like.</summary>
    public required IReadOnlyList<string> NotHeld { get; init; }

    /// <summary>Tables that no migration made, as schema.table.</summary>
    public required IReadOnlyList<string> MadeByHand { get; init; }

    public long Rows => Tables.Sum(table => table.Rows);

    /// <summary>Of all files as they are stored.</summary>
    public long StoredBytes => Schema.StoredBytes + Documents.StoredBytes + Tables.Sum(table => table.StoredBytes);
}

public sealed record BackedUpMigration(int Version, string Name, string Checksum);

/// <param name="Sha256">Of the file as it is stored, in lower-case hexadecimal.</param>
public sealed record BackedUpFile(string Path, long StoredBytes, string Sha256);

/// <summary>
/// A table and its file: COPY text, compressed, in parts that follow each other. Each part is a whole gzip member, so that gunzip reads the file as one
/// and several readers can take a part each.
/// </summary>
/// <param name="Columns">What COPY wrote, in order: all columns but generated ones.</param>
/// <param name="Digest">The sum over all rows of <c>hashtextextended(row::text, 0)</c>, which does not depend on their order; "" without rows. See <see cref="RowDigest"/>.</param>
public sealed record BackedUpTable(
    string Schema, string Name, string Path, IReadOnlyList<string> Columns, long Rows, string Digest, IReadOnlyList<BackedUpPart> Parts)
{
    public long StoredBytes => Parts.Sum(part => part.StoredBytes);

    public long CopiedBytes => Parts.Sum(part => part.CopiedBytes);
}

/// <param name="Offset">Where the part begins in its file.</param>
/// <param name="StoredBytes">Compressed.</param>
/// <param name="CopiedBytes">As COPY wrote them.</param>
/// <param name="Sha256">Of the stored bytes, in lower-case hexadecimal.</param>
public sealed record BackedUpPart(long Offset, long StoredBytes, long CopiedBytes, long Rows, string Sha256);

/// <param name="IsCalled">Whether <paramref name="LastValue"/> was handed out already.</param>
public sealed record BackedUpSequence(string Schema, string Name, long LastValue, bool IsCalled);
