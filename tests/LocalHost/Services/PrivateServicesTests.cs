using Azure;
using Azure.Core;
using Azure.Storage.Blobs;
using Npgsql;

namespace Glimmerglass.Tests.LocalHost.Services;

public sealed class PrivateServicesTests
{
    [Fact]
    public async Task A_private_postgres_can_be_stopped_killed_and_started_again()
    {
        await using var server = await TestServices.PrivatePostgres();
        await Database.Execute(server.ConnectionString, "create table kept as select 17 as number");

        await server.Stop();
        await Assert.ThrowsAsync<NpgsqlException>(() => Database.Ask<int>(server.ConnectionString, "select 1"));
        await server.Start();
        await server.Kill();
        await Assert.ThrowsAsync<NpgsqlException>(() => Database.Ask<int>(server.ConnectionString, "select 1"));
        await server.Start();

        Assert.Equal(17, await Database.Ask<int>(server.ConnectionString, "select number from kept"));
    }

    [Fact]
    public async Task A_private_azurite_can_be_stopped_killed_and_started_again()
    {
        await using var server = await TestServices.PrivateAzurite();
        var once = new BlobClientOptions { Retry = { MaxRetries = 0, Mode = RetryMode.Fixed } };
        var papers = new BlobContainerClient(server.ConnectionString, "papers", once);
        await papers.CreateAsync();

        await server.Stop();
        await Assert.ThrowsAsync<RequestFailedException>(() => papers.ExistsAsync());
        await server.Start();
        await server.Kill();
        await Assert.ThrowsAsync<RequestFailedException>(() => papers.ExistsAsync());
        await server.Start();

        Assert.True(await papers.ExistsAsync());
    }
}
