using Glimmerglass.Data;
using Glimmerglass.Data.Access;

namespace Glimmerglass.Tests.Http.Conventions;

public sealed class DatabaseAwayTests
{
    [Fact]
    public async Task A_database_that_is_away_is_no_fault_and_is_found_again()
    {
        await using var postgres = await TestServices.PrivatePostgres();
        await using (var db = Database.Open(postgres.ConnectionString)) await new Migrator(db).Migrate(_ => { }, CancellationToken.None);
        var app = new TestApp { Settings = { ["DATABASE_URL"] = postgres.ConnectionString } };
        await app.InitializeAsync();
        try
        {
            var before = await app.Anonymous.Get("/api/catalog/colors");

            await postgres.Kill();
            // A session may outlive its server for an instant, and answer once more.
            await Wait.Until(async () => (await app.As(Guid.NewGuid(), Role.Admin).Get("/api/me")).Status == 503, "no session is left");
            var unread = await app.Anonymous.Get("/api/catalog/factories");
            var kept = await app.Anonymous.Get("/api/catalog/colors");
            var unknown = await app.As(app.World.Admin.Id, Role.Admin).Get("/api/me");
            await postgres.Start();

            Assert.Equal((200, 200), (before.Status, kept.Status));
            Problems.Assert(503, "UNAVAILABLE", unread);
            Problems.Assert(503, "UNAVAILABLE", unknown);
            Assert.Equal("1", unread.Headers.GetValues("Retry-After").Single());
            Assert.Empty(Problems.Told(unread));
            await Wait.Until(async () => (await app.Anonymous.Get("/api/catalog/factories")).Status == 200, "the database is found again");
        }
        finally
        {
            await app.DisposeAsync();
        }
    }
}
