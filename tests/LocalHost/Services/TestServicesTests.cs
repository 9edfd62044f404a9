using Azure.Storage.Blobs;
using Npgsql;

namespace Glimmerglass.Tests.LocalHost.Services;

public sealed class TestServicesTests
{
    [Fact]
    public async Task Postgres_answers_directly_as_a_superuser_of_version_17()
    {
        await using var db = NpgsqlDataSource.Create(await TestServices.Postgres());

        await using var ask = db.CreateCommand("select current_setting('server_version_num')::int / 10000 = 17 and usesuper from pg_user where usename = current_user");

        Assert.Equal(true, await ask.ExecuteScalarAsync());
    }

    [Fact]
    public async Task The_pooled_connection_reaches_the_same_server()
    {
        await using var pooled = NpgsqlDataSource.Create(await TestServices.Pooled() + ";No Reset On Close=true");
        await using var direct = NpgsqlDataSource.Create(await TestServices.Postgres());

        await using var ask = pooled.CreateCommand("select pg_postmaster_start_time()");
        await using var again = direct.CreateCommand("select pg_postmaster_start_time()");

        Assert.Equal(await again.ExecuteScalarAsync(), await ask.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Each_call_gives_a_storage_account_nobody_used()
    {
        var first = new BlobContainerClient(await TestServices.Azurite(), "papers");
        var second = new BlobContainerClient(await TestServices.Azurite(), "papers");

        await first.CreateAsync();

        Assert.True(await first.ExistsAsync());
        Assert.False(await second.ExistsAsync());
    }
}
