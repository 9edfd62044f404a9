using System.IO.Compression;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Catalogue;

namespace Glimmerglass.Tests.Jobs;

/// <summary>What a backup holds.</summary>
public sealed class BackupTests(BackupRoom room) : IClassFixture<BackupRoom>
{
    [Fact]
    public async Task Every_table_is_in_it_with_the_rows_and_the_digest_of_the_database()
    {
        var manifest = await room.Take();

        await using var connection = await room.Database.Connect();
        var names = (await connection.QueryAsync<string>("select tablename::text from pg_tables where schemaname = 'public'")).Order();
        Assert.Equal(names, manifest.Tables.Where(table => table.Schema == "public").Select(table => table.Name).Order());
        Assert.Contains(manifest.Tables, table => table.Rows > 5);
        foreach (var table in manifest.Tables.Where(table => table.Schema == "public" && table.Name.All(char.IsAsciiLetterLower)))
        {
            // Row by row, and added up here: the sum of the server is not asked to vouch for itself.
            var hashes = (await connection.QueryAsync<long>($"set timezone = 'UTC'; select hashtextextended(({table.Name}.*)::text, 0) from only {table.Name}")).ToList();
            var expected = hashes.Count == 0 ? "" : hashes.Aggregate(BigInteger.Zero, (sum, hash) => sum + hash).ToString(System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal((hashes.Count, expected), ((int)table.Rows, table.Digest));
            Assert.Equal(table.Rows, (await room.Lines(manifest, table)).Count(letter => letter == '\n'));
        }
    }

    [Fact]
    public async Task The_manifest_is_read_as_it_was_written_and_the_list_tells_its_head()
    {
        var manifest = await room.Take();

        var read = await room.Files.ReadManifest(manifest.Name, default);
        var listed = (await room.Files.List(1, default)).Single();

        Assert.Equal(BackupSummary.Of(manifest), listed);
        Assert.Equal((manifest.Rows, manifest.StoredBytes, manifest.SchemaVersion), (read.Rows, read.StoredBytes, read.SchemaVersion));
        Assert.Equal(manifest.Tables.Select(table => (table.Path, table.Digest)), read.Tables.Select(table => (table.Path, table.Digest)));
        Assert.Equal(Migrator.Scripts().Select(script => (script.Version, script.Name, script.Checksum)), read.Migrations.Select(done => (done.Version, done.Name, done.Checksum)));
        Assert.Contains("create table", SchemaScript.Parse(await room.Files.ReadText(read.Name, read.Schema, default)).BeforeRows, StringComparison.OrdinalIgnoreCase);
        Assert.True(read.StartedAt <= read.SnapshotAt && read.SnapshotAt <= read.FinishedAt);
    }

    [Fact]
    public async Task A_table_comes_after_those_it_refers_to()
    {
        var manifest = await room.Take();

        var places = manifest.Tables.Select((table, place) => (table.Name, place)).Where(one => manifest.Tables.Count(table => table.Name == one.Name) == 1).ToDictionary(one => one.Name, one => one.place);
        Assert.True(places["dealers"] < places["orders"]);
        Assert.True(places["orders"] < places["documents"]);
        Assert.True(places["orders"] < places["order_history"]);
    }

    [Fact]
    public async Task Tables_that_were_made_by_hand_are_in_it_whatever_they_are_called_and_hold()
    {
        await room.Database.Execute("""
            create schema "Größe";
            create table "Größe"."Odd ""t""; :x @y {=z} /..%" (t text, "from" integer generated always as (length(t)) stored, "a b" jsonb);
            insert into "Größe"."Odd ""t""; :x @y {=z} /..%" (t, "a b") values (E'tab\tline\nback\\slash\r', '{"a": "\t\n"}'), (null, null), ('\.', null), ('', null);
            create table "odd ""t""; :x @y {=z} /..%" (nothing text);
            create table without_columns ();
            insert into without_columns default values;
            insert into without_columns default values;
            create table parted (id integer, day date) partition by range (day);
            create table parted_old partition of parted for values from (minvalue) to ('2026-01-01');
            create table parted_new partition of parted for values from ('2026-01-01') to (maxvalue);
            insert into parted values (1, '2025-05-05'), (2, '2026-05-05'), (3, '2026-06-06');
            create table parent (id integer);
            create table child (more text) inherits (parent);
            insert into parent values (1);
            insert into child values (2, 'x'), (3, 'y');
            create unlogged table unlogged_one (id integer);
            insert into unlogged_one values (1);
            comment on table parent is 'not held';
            """);
        try
        {
            var manifest = await room.Take();

            var odd = manifest.Tables.Single(table => table.Schema == "Größe");
            Assert.Equal(("data/%47r%C3%B6%C3%9Fe.%4Fdd%20%22t%22%3B%20%3Ax%20%40y%20%7B%3Dz%7D%20%2F%2E%2E%25.copy.gz", 4L), (odd.Path, odd.Rows));
            Assert.Equal(["t", "a b"], odd.Columns);
            Assert.Equal("tab\\tline\\nback\\\\slash\\r\t{\"a\": \"\\\\t\\\\n\"}\n\\N\t\\N\n\\\\.\t\\N\n\t\\N\n", await room.Lines(manifest, odd));
            Assert.Equal([("child", 2), ("parent", 1), ("parted_new", 2), ("parted_old", 1), ("unlogged_one", 1), ("without_columns", 2)],
                manifest.Tables.Where(table => table.Name is "child" or "parent" or "without_columns" or "unlogged_one" || table.Name.StartsWith("parted", StringComparison.Ordinal))
                    .Select(table => (table.Name, (int)table.Rows)).Order());
            Assert.Contains("comments (1)", manifest.NotHeld);
            Assert.Contains("public.without_columns", manifest.MadeByHand);
            Assert.DoesNotContain("public.orders", manifest.MadeByHand);
            Assert.DoesNotContain("public.schema_migrations", manifest.MadeByHand);
            Assert.Contains($"{manifest.Name}/{odd.Path}", await room.Blobs());
        }
        finally
        {
            await room.Database.Execute("""drop schema "Größe" cascade; drop table "odd ""t""; :x @y {=z} /..%", without_columns, parted, child, parent, unlogged_one""");
        }
    }

    [Fact]
    public async Task A_large_table_is_cut_into_parts_which_are_one_file_for_gunzip()
    {
        await room.Database.Execute("create table large as select n, repeat(md5(n::text), 6) as words from generate_series(1, 20000) n");
        await room.Database.Execute("create table long_values as select n, (select string_agg(md5((n * 1000 + m)::text), '') from generate_series(1, 100) m) as words from generate_series(1, 1000) n");
        try
        {
            var manifest = await room.Take(bytesOfPart: 300_000);

            var table = manifest.Tables.Single(table => table.Name == "large");
            Assert.InRange(table.Parts.Count, 8, 40);
            Assert.True(manifest.Tables.Single(table => table.Name == "long_values").Parts.Count > 1);
            Assert.Equal(20_000, table.Parts.Sum(part => part.Rows));
            Assert.Equal(table.Parts.Skip(1).Select(part => part.Offset), table.Parts.SkipLast(1).Select(part => part.Offset + part.StoredBytes));
            byte[] stored = (await room.Blob(manifest.Name, table.Path).DownloadContentAsync()).Value.Content.ToArray();
            Assert.Equal(table.StoredBytes, stored.Length);
            Assert.All(table.Parts, part => Assert.Equal(part.Sha256, Convert.ToHexStringLower(SHA256.HashData(stored.AsSpan((int)part.Offset, (int)part.StoredBytes)))));
            using var whole = new StreamReader(new GZipStream(new MemoryStream(stored), CompressionMode.Decompress));
            var lines = (await whole.ReadToEndAsync()).Split('\n')[..^1];
            Assert.Equal(Enumerable.Range(1, 20_000), lines.Select(line => int.Parse(line.Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture)).Order());
            Assert.Equal(table.CopiedBytes, lines.Sum(line => Encoding.UTF8.GetByteCount(line) + 1L));
        }
        finally
        {
            await room.Database.Execute("drop table large, long_values");
        }
    }

    [Fact]
    public async Task A_sequence_is_in_it_with_whether_its_value_was_handed_out()
    {
        await room.Database.Execute("create sequence fresh; create sequence used; select nextval('used'), nextval('used'); create sequence set_back; select setval('set_back', 40, false)");
        try
        {
            var manifest = await room.Take();

            var found = manifest.Sequences.Where(sequence => sequence.Name is "fresh" or "used" or "set_back").Select(sequence => (sequence.Name, sequence.LastValue, sequence.IsCalled));
            Assert.Equal([("fresh", 1L, false), ("set_back", 40L, false), ("used", 2L, true)], found);
            Assert.Contains(manifest.Sequences, sequence => sequence.Name == "job_runs_id_seq");
        }
        finally
        {
            await room.Database.Execute("drop sequence fresh, used, set_back");
        }
    }

    [Fact]
    public async Task The_documents_that_must_lie_in_the_store_are_listed_with_their_hashes()
    {
        var (kept, waiting) = (Guid.NewGuid(), Guid.NewGuid());
        await room.Database.Execute($"""
            set session_replication_role = replica;
            insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, state, size_bytes, sha256, checked_etag, visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
            values ('{kept}', gen_random_uuid(), 'OTHER', 'a.pdf', 'application/pdf', 3, 'ACCEPTED', 3, decode(repeat('ab', 32), 'hex'), 'x', true, gen_random_uuid(), 'DEALER', now(), now()),
                   ('{waiting}', gen_random_uuid(), 'OTHER', 'b.pdf', 'application/pdf', 3, 'AWAITING_UPLOAD', null, null, null, true, gen_random_uuid(), 'DEALER', now(), now());
            set session_replication_role = default
            """);
        try
        {
            var manifest = await room.Take();

            Assert.Equal($"{kept}\t3\t{string.Concat(Enumerable.Repeat("ab", 32))}\n", await room.Lines(manifest, manifest.Documents));
            Assert.Equal(("documents.copy.gz", 1L), (manifest.Documents.Path, manifest.Documents.Rows));
            Assert.NotEqual("", manifest.Documents.Digest);
        }
        finally
        {
            await room.Database.Execute("delete from documents");
        }
    }

    [Fact]
    public async Task Through_the_pooler_alone_it_holds_the_same()
    {
        await using var pooled = new DirectDatabase(null, room.Database.Url, 3);

        var direct = await room.Take();
        var manifest = await room.Take(pooled);

        Assert.Equal(1, pooled.Streams);
        Assert.Equal(direct.Tables.Select(table => (table.Name, table.Rows, table.Digest)), manifest.Tables.Select(table => (table.Name, table.Rows, table.Digest)));
    }

    [Fact]
    public async Task What_a_role_or_database_has_set_changes_no_value()
    {
        await room.Database.Execute("create table stamped (at timestamptz, part double precision, span interval, raw bytea, kind regclass); insert into stamped values ('2026-03-29T01:30:00Z', 0.1::float8 + 0.2, '1 day 2 hours', '\\x00ff', 'orders')");
        var name = await room.Database.Scalar<string>("select current_database()");
        try
        {
            var before = await room.Take();
            await room.Database.Execute($"alter database {name} set datestyle = 'German'; alter database {name} set timezone = 'Europe/Berlin'; alter database {name} set extra_float_digits = -5; alter database {name} set intervalstyle = 'iso_8601'; alter database {name} set bytea_output = 'escape'; alter database {name} set search_path = 'public'");
            var after = await room.Take();

            Assert.Equal("2026-03-29 01:30:00+00\t0.30000000000000004\t1 day 02:00:00\t\\\\x00ff\tpublic.orders\n", await room.Lines(after, after.Tables.Single(table => table.Name == "stamped")));
            Assert.Equal(before.Tables.Select(table => table.Digest), after.Tables.Select(table => table.Digest));
        }
        finally
        {
            await room.Database.Execute($"alter database {name} reset all; drop table stamped");
        }
    }
}
