using System.Text;
using System.Text.Json.Nodes;
using Glimmerglass.Data.Backups;
using Npgsql;

namespace Glimmerglass.Tests.Stores;

/// <summary>What must not be restored, or not there: the target stays as it was, or stays marked.</summary>
public sealed class RestoreRefusalTests : IAsyncLifetime
{
    private const string Manifest = BackupName.Manifest;

    private RestoreRoom room = null!;
    private BackupManifest backup = null!;

    public async Task InitializeAsync()
    {
        room = await RestoreRoom.Create(await TestDatabase.CreateEmpty());
        await room.Source.Execute("""
            create table one (id integer primary key, content text);
            create table two (id integer primary key, content text);
            insert into one select n, 'content ' || n from generate_series(1, 50) as n;
            insert into two select n, 'Content ' || n from generate_series(1, 50) as n;
            """);
        backup = await room.BackUp();
    }

    public async Task DisposeAsync() => await room.DisposeAsync();

    [Fact]
    public async Task A_backup_that_is_not_what_its_manifest_says_leaves_the_target_empty()
    {
        var target = await room.Empty();
        var json = Encoding.UTF8.GetString(await room.Read(backup, Manifest));
        var tables = new Dictionary<string, string>
        {
            [json[..(json.Length / 2)]] = "cannot be read",
            ["nothing at all"] = "cannot be read",
            ["null"] = "does not say its format",
            [Edited(json, node => node.Remove("sequences"))] = "cannot be read",
            [Edited(json, node => node["tables"] = null)] = "cannot be read",
            [Edited(json, node => node["tables"]!.AsArray().Add(null))] = "empty place",
            [Edited(json, node => node["format"] = 2)] = "Hint: use the newer program",
            [Edited(json, node => node["format"] = 0)] = "does not say its format",
            [Edited(json, node => node["name"] = "20200101T000000Z")] = "is that of 20200101T000000Z",
            [Edited(json, node => node["serverVersion"] = 990000)] = "Hint: restore into the same version or a newer one",
            [Edited(json, node => One(node)["rows"] = 49)] = "49 rows of public.one, and something else in its parts",
            [Edited(json, node => One(node)["digest"] = "")] = "no digest of public.one",
            [Edited(json, node => One(node)["path"] = "data/../one.copy.gz")] = "is no place for rows",
            [Edited(json, node => One(node)["path"] = "../../etc/passwd")] = "is no place for rows",
            [Edited(json, node => One(node)["path"] = "data/two.copy.gz")] = "for two tables",
            [Edited(json, node => node["tables"]!.AsArray().Add(One(node).DeepClone()))] = "twice",
            [Edited(json, node => node["tables"]!.AsArray().Remove(One(node)))] = "data/one.copy.gz lies there and is not in its manifest",
            [Edited(json, node => Part(node)["offset"] = 1)] = "do not follow each other",
            [Edited(json, node => Part(node)["storedBytes"] = 0)] = "do not follow each other",
            [Edited(json, node => Part(node)["sha256"] = "ABC")] = "do not follow each other",
            [Edited(json, node => Part(node)["storedBytes"] = (long)Part(node)["storedBytes"]! + 1)] = "data/one.copy.gz has ",
            [Edited(json, node => node["schema"]!["sha256"] = new string('0', 64))] = "schema.sql was changed",
            [Edited(json, node => node["schema"]!["path"] = "manifest.json")] = "does not say what schema.sql is",
        };
        foreach (var (damaged, sentence) in tables)
        {
            await room.Write(backup, Manifest, Encoding.UTF8.GetBytes(damaged));
            await Refused(target, sentence);
        }
        await room.Write(backup, Manifest, Encoding.UTF8.GetBytes(json));
        await room.Restore(backup, target);
    }

    [Fact]
    public async Task Files_that_are_missing_cut_off_extra_or_changed_leave_the_target_empty()
    {
        var target = await room.Empty();
        var (rows, schema) = (await room.Read(backup, "data/one.copy.gz"), await room.Read(backup, BackupName.Schema));

        await room.Delete(backup, "data/one.copy.gz");
        await Refused(target, "It lacks data/one.copy.gz.");
        await room.Write(backup, "data/one.copy.gz", rows[..^1]);
        await Refused(target, $"data/one.copy.gz has {rows.Length - 1} bytes, and its manifest says {rows.Length}.");
        await room.Write(backup, "data/one.copy.gz", [.. rows, 0]);
        await Refused(target, $"data/one.copy.gz has {rows.Length + 1} bytes");
        await room.Write(backup, "data/one.copy.gz", rows);
        await room.Write(backup, "data/three.copy.gz", rows);
        await Refused(target, "data/three.copy.gz lies there");
        await room.Delete(backup, "data/three.copy.gz");
        await room.Write(backup, BackupName.Schema, [.. schema[..^2], (byte)' ', (byte)'\n']);
        await Refused(target, "schema.sql was changed");
        await room.Write(backup, BackupName.Schema, schema);
        await room.Restore(backup, target);
    }

    [Fact]
    public async Task Rows_that_are_not_those_of_the_backup_leave_the_target_marked_and_the_next_restore_mends_it()
    {
        var target = await room.Empty();
        var json = Encoding.UTF8.GetString(await room.Read(backup, Manifest));
        var (one, two) = (await room.Read(backup, "data/one.copy.gz"), await room.Read(backup, "data/two.copy.gz"));
        var flipped = one.ToArray();
        flipped[one.Length / 2] ^= 1;

        await room.Write(backup, "data/one.copy.gz", flipped);
        await Failed(target, "data/one.copy.gz was changed");
        await room.Write(backup, "data/one.copy.gz", one);
        if (one.Length == two.Length)
        {
            await room.Write(backup, "data/one.copy.gz", two);
            await Failed(target, "was changed");
            await room.Write(backup, "data/one.copy.gz", one);
        }
        await room.Write(backup, Manifest, Encoding.UTF8.GetBytes(Edited(json, node => One(node)["digest"] = "1")));
        await Failed(target, "public.one has as many rows as the manifest says, but not the same ones");
        await room.Write(backup, Manifest, Encoding.UTF8.GetBytes(Edited(json, node => (One(node)["rows"], Part(node)["rows"]) = (49, 49))));
        await Failed(target, "50 in the part at 0, where 49 were expected");
        await room.Write(backup, Manifest, Encoding.UTF8.GetBytes(Edited(json, node => Part(node)["copiedBytes"] = 1)));
        await Failed(target, "data/one.copy.gz holds other rows");

        await room.Write(backup, Manifest, Encoding.UTF8.GetBytes(json));
        var done = await room.Restore(backup, target);

        Assert.True(done.BeganAgain);
        Assert.Equal(await RestoreRoom.Rows(room.Source), await RestoreRoom.Rows(target));
    }

    [Theory]
    [InlineData("create table kept (id integer)", "table public.kept")]
    [InlineData("create schema other", "schema other")]
    [InlineData("create type word as enum ('a')", "type public.word")]
    [InlineData("create domain number as integer", "domain public.number")]
    [InlineData("create sequence numbers", "sequence public.numbers")]
    [InlineData("create function f(integer) returns integer language sql as 'select 1'", "routine public.f(integer)")]
    [InlineData("create view v as select 1 as one", "view public.v")]
    [InlineData("create schema restore_in_progress", "schema restore_in_progress")]
    public async Task A_database_with_anything_in_it_is_left_as_it_is(string sql, string named)
    {
        var target = await room.Empty();
        await target.Execute(sql);
        var before = await RestoreRoom.Contents(target);

        var refused = await Assert.ThrowsAsync<RestoreRefusedException>(() => room.Restore(backup, target));

        Assert.Contains($"is not empty: {named}. Hint:", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await RestoreRoom.Contents(target));
    }

    [Fact]
    public async Task Extensions_are_no_content()
    {
        var target = await room.Empty();
        await target.Execute("create extension pg_trgm");

        await room.Restore(backup, target);

        Assert.Equal(50, await target.Scalar<int>("select count(*) from one"));
    }

    [Fact]
    public async Task Who_may_not_create_there_is_told_so()
    {
        var target = await room.Empty();
        var role = $"reader_{Guid.NewGuid():n}";
        await target.Execute($"create role {role} login password 'x'");
        var url = new NpgsqlConnectionStringBuilder(await RestoreRoom.Direct(target)) { Username = role, Password = "x" }.ConnectionString;

        var refused = await Assert.ThrowsAsync<RestoreRefusedException>(() => new DatabaseRestore(room.Files, TimeProvider.System).Restore(backup.Name, url, 2, Data.NoProgress.Instance, CancellationToken.None));

        Assert.Contains("may not create schemas and tables there", refused.Message, StringComparison.Ordinal);
        Assert.Equal("", await RestoreRoom.Contents(target));
        await target.Execute($"drop role {role}");
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_a_sentence()
    {
        var url = new NpgsqlConnectionStringBuilder(await RestoreRoom.Direct(room.Source)) { Database = "no_such_database" }.ConnectionString;

        var refused = await Assert.ThrowsAsync<RestoreRefusedException>(() => new DatabaseRestore(room.Files, TimeProvider.System).Restore(backup.Name, url, 2, Data.NoProgress.Instance, CancellationToken.None));

        Assert.Contains("database \"no_such_database\" does not exist", refused.Message, StringComparison.Ordinal);
    }

    private static string Edited(string json, Action<JsonObject> edit)
    {
        var node = JsonNode.Parse(json)!.AsObject();
        edit(node);
        return node.ToJsonString();
    }

    private static JsonNode One(JsonObject manifest) => manifest["tables"]!.AsArray().First(table => (string?)table!["name"] == "one")!;

    private static JsonNode Part(JsonObject manifest) => One(manifest)["parts"]![0]!;

    private async Task Refused(TestDatabase target, string sentence)
    {
        var refused = await Record.ExceptionAsync(() => room.Restore(backup, target));

        Assert.True(refused is RestoreRefusedException or BackupFailedException, refused?.ToString() ?? $"Nothing was refused where '{sentence}' was expected.");
        Assert.Contains(sentence, refused!.Message, StringComparison.Ordinal);
        Assert.Equal("", await RestoreRoom.Contents(target));
    }

    private async Task Failed(TestDatabase target, string sentence)
    {
        var failed = await Assert.ThrowsAsync<RestoreFailedException>(() => room.Restore(backup, target));

        Assert.Contains(sentence, failed.Message, StringComparison.Ordinal);
        Assert.Contains("is marked as unfinished. Hint: run the same command again", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, await target.Scalar<int>("select count(*) from restore_in_progress.run"));
    }
}
