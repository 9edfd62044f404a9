using System.Buffers;
using System.IO.Compression;
using System.Runtime.CompilerServices;
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
            await foreach (var count in Unpack(content, buffer, table, cancel))
            {
                // A line end inside a value is written as a backslash and an n, so each one ends a row.
                var lines = buffer.AsSpan(0, count).Count((byte)'\n');
                (rows, bytes) = (rows + lines, bytes + count);
                await writer.BaseStream.WriteAsync(buffer.AsMemory(0, count), cancel);
                copied(lines, count);
            }

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

    /// <summary>Fills the buffer again and again, and gives how far.</summary>
    private static async IAsyncEnumerable<int> Unpack(Stream content, byte[] buffer, BackedUpTable table, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var unpacked = new GZipStream(content, CompressionMode.Decompress, leaveOpen: true);
        while (await ReadOrExplain() is > 0 and var count) yield return count;

        // The end of the stored bytes tells whether they were the right ones, also behind the end of what was packed.
        await Drain(content, cancel);

        async Task<int> ReadOrExplain()
        {
            try
            {
                return await unpacked.ReadAsync(buffer, cancel);
            }
            catch (InvalidDataException broken)
            {
                await Drain(content, cancel);
                throw new RestoreFailedException($"{table.Path} is what its manifest says, but cannot be unpacked.", broken);
            }
        }
    }

    private static async Task Drain(Stream content, CancellationToken cancel)
    {
        var nowhere = new byte[4096];
        while (await content.ReadAsync(nowhere, cancel) > 0)
        {
            // Only the end is of interest.
        }
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
