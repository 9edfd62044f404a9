using System.Buffers;
using System.IO.Compression;
using Dapper;
using Npgsql;

namespace Glimmerglass.Data.Backups;

/// <summary>Puts one part of a file into its table: what the store gives is unpacked and handed to COPY as it comes, and checked while it comes.</summary>
internal static class PartImport
{
    private const int BufferBytes = 128 * 1024;

    // A server that writes to a slow disk takes nothing for a while.
    private const int PatienceMilliseconds = 600_000;

    /// <param name="content">The part as it is stored, which fails at its end when it is not what the manifest says.</param>
    /// <param name="copied">Hears of rows and bytes as they come.</param>
    /// <exception cref="RestoreFailedException">The part is whole, but holds something else than the manifest says.</exception>
    public static async Task Copy(NpgsqlConnection connection, BackedUpTable table, BackedUpPart part, Stream content, Action<long, long> copied, CancellationToken cancel)
    {
        var statement = await Statement(connection, table, cancel);
        var (rows, bytes) = (0L, 0L);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var writer = (NpgsqlCopyTextWriter)await connection.BeginTextImportAsync(statement, cancel);
        writer.Timeout = PatienceMilliseconds;
        try
        {
            await using var unpacked = new GZipStream(content, CompressionMode.Decompress, leaveOpen: true);
            while (await unpacked.ReadAsync(buffer, cancel) is > 0 and var count)
            {
                // A line end inside a value is written as a backslash and an n, so each one ends a row.
                var lines = buffer.AsSpan(0, count).Count((byte)'\n');
                (rows, bytes) = (rows + lines, bytes + count);
                await writer.BaseStream.WriteAsync(buffer.AsMemory(0, count), cancel);
                copied(lines, count);
            }

            // The end of the stored bytes tells whether they were the right ones, also behind the end of what was packed.
            while (await content.ReadAsync(buffer, cancel) > 0) bytes = -1;
            if (rows != part.Rows || bytes != part.CopiedBytes) throw new RestoreFailedException($"{table.Path} holds other rows than its manifest says: {rows} in the part at {part.Offset}, where {part.Rows} were expected.");
        }
        catch
        {
            // Without this word the server would take what it has for everything.
            await Abandon(writer);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        await writer.DisposeAsync();
    }

    private static async Task<string> Statement(NpgsqlConnection connection, BackedUpTable table, CancellationToken cancel)
    {
        const string sql = """
            select format('copy %I.%I%s from stdin with (format text, encoding ''UTF8'')', @Schema, @Name,
                          (select ' (' || string_agg(format('%I', name), ', ' order by place) || ')' from unnest(@Columns) with ordinality as c (name, place)))
            """;
        var named = new { table.Schema, table.Name, Columns = table.Columns.ToArray() };
        return (await connection.ExecuteScalarAsync<string>(new CommandDefinition(sql, named, cancellationToken: cancel)))!;
    }

    /// <summary>The fault that led here is the one to tell of, not that the connection is gone as well.</summary>
    private static async Task Abandon(NpgsqlCopyTextWriter writer)
    {
        try
        {
            await writer.CancelAsync();
        }
        catch (Exception gone) when (gone is NpgsqlException or ObjectDisposedException or IOException or InvalidOperationException or OperationCanceledException)
        {
            // PostgreSQL had ended the copy before, or was gone.
        }
    }
}
