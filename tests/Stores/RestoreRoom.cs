using Azure.Storage.Blobs;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Files;
using Npgsql;

namespace Glimmerglass.Tests.Stores;

/// <summary>A database to back up, a store of its own, and as many empty databases to restore into as a test asks for.</summary>
public sealed class RestoreRoom : IAsyncDisposable
{
    private readonly List<TestDatabase> databases = [];
    private readonly BlobContainerClient container;
    private DateTimeOffset next = new(2026, 11, 21, 2, 0, 0, TimeSpan.Zero);

    private RestoreRoom(TestDatabase source, string storage)
    {
        databases.Add(source);
        Source = source;
        StorageConnection = storage;
        var client = new BlobServiceClient(storage, StorageAttempts.Limited());
        container = client.GetBlobContainerClient("backups");
        Files = new BackupFiles(client);
    }

    public TestDatabase Source { get; }

    public string StorageConnection { get; }

    public BackupFiles Files { get; }

    public static async Task<RestoreRoom> Create(TestDatabase source)
    {
        var room = new RestoreRoom(source, await TestServices.Azurite());
        await room.container.CreateIfNotExistsAsync();
        return room;
    }

    public async Task<TestDatabase> Empty()
    {
        var database = await TestDatabase.CreateEmpty();
        databases.Add(database);
        return database;
    }

    /// <summary>Past the pooler.</summary>
    public static async Task<string> Direct(TestDatabase database) =>
        new NpgsqlConnectionStringBuilder(await TestServices.Postgres()) { Database = new NpgsqlConnectionStringBuilder(database.Url).Database }.ConnectionString;

    public async Task<BackupManifest> BackUp(TestDatabase? database = null)
    {
        await using var direct = new DirectDatabase(await Direct(database ?? Source), "", 2);
        next = next.AddDays(1);
        return await new BackupWriter(direct, Files, TimeProvider.System) { BytesOfPart = 64 << 10 }.Write(next, NoProgress.Instance, CancellationToken.None);
    }

    public async Task<RestoreSummary> Restore(BackupManifest backup, TestDatabase target, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default) =>
        await new DatabaseRestore(Files, TimeProvider.System).Restore(backup.Name, await Direct(target), 3, progress ?? NoProgress.Instance, cancel);

    public async Task<byte[]> Read(BackupManifest backup, string path) =>
        (await container.GetBlobClient($"{backup.Name}/{path}").DownloadContentAsync()).Value.Content.ToArray();

    public Task Write(BackupManifest backup, string path, byte[] content) =>
        container.GetBlobClient($"{backup.Name}/{path}").UploadAsync(BinaryData.FromBytes(content), overwrite: true);

    public Task Delete(BackupManifest backup, string path) => container.GetBlobClient($"{backup.Name}/{path}").DeleteAsync();

    /// <summary>The folder of a backup on a disk, as somebody downloads it.</summary>
    public async Task Download(BackupManifest backup, string folder)
    {
        await foreach (var blob in container.GetBlobsAsync(prefix: backup.Name + "/"))
        {
            var file = Path.Combine(folder, blob.Name[(backup.Name.Length + 1)..]);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await container.GetBlobClient(blob.Name).DownloadToAsync(file);
        }
    }

    /// <summary>What lies in a database: every object that is not PostgreSQL's, and the mark of a restore.</summary>
    public static Task<string> Contents(TestDatabase database) => database.Scalar<string>("""
        select coalesce(string_agg(name, ', ' order by name), '')
          from (select nspname as name from pg_namespace where oid >= 16384 and nspname !~ '^pg_'
                union all select relname from pg_class where oid >= 16384 and relnamespace = 'public'::regnamespace
                union all select typname from pg_type where oid >= 16384 and typnamespace = 'public'::regnamespace
                union all select proname from pg_proc where oid >= 16384 and pronamespace = 'public'::regnamespace) as things
        """);

    /// <summary>Every row of every table as text, in one order, without the help of any digest.</summary>
    public static async Task<string> Rows(TestDatabase database)
    {
        await database.Execute("set statement_timeout = '60s'");
        var query = await database.Scalar<string>("""
            select string_agg(format('select %L || coalesce(string_agg((t.*)::text, E''\n'' order by (t.*)::text collate "C"), '''') as rows from only %I.%I as t', format('%I.%I: ', n.nspname, c.relname), n.nspname, c.relname), ' union all ' order by n.nspname, c.relname)
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            """);
        return await database.Scalar<string>($"select string_agg(rows, E'\\n' order by rows collate \"C\") from ({query}) as tables");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in databases) await database.DisposeAsync();
    }
}
