using System.Net;
using Glimmerglass.Data;
using Glimmerglass.Functions;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Glimmerglass.Tests.Rules;

public sealed class DatabaseUrlTests
{
    private const string Secret = "hunter2-never-shown";

    [Theory]
    [InlineData("postgresql://ann:hunter2@db.example:6543/orders")]
    [InlineData("postgres://ann:hunter2@db.example:6543/orders")]
    [InlineData("Host=db.example;Port=6543;Username=ann;Password=hunter2;Database=orders")]
    [InlineData("server=db.example;port=6543;User Id=ann;pwd=hunter2;db=orders")]
    public void A_URL_and_a_connection_string_say_the_same(string given)
    {
        var text = Normalised(given);

        Assert.Equal("db.example", text.Host);
        Assert.Equal(6543, text.Port);
        Assert.Equal("ann", text.Username);
        Assert.Equal("hunter2", text.Password);
        Assert.Equal("orders", text.Database);
    }

    [Fact]
    public void What_a_pooler_needs_is_set_whatever_was_given()
    {
        var text = Normalised("Host=h;GSS Encryption Mode=Prefer;No Reset On Close=false;Max Auto Prepare=20;Enlist=true");

        Assert.Equal(GssEncryptionMode.Disable, text.GssEncryptionMode);
        Assert.True(text.NoResetOnClose);
        Assert.Equal(0, text.MaxAutoPrepare);
        Assert.False(text.Enlist);
    }

    [Fact]
    public void What_was_not_given_gets_our_defaults()
    {
        var text = Normalised("Host=h", maxPoolSize: 7);

        Assert.Equal((7, 0, 60, 15, 30), (text.MaxPoolSize, text.MinPoolSize, text.ConnectionIdleLifetime, text.Timeout, text.CommandTimeout));
        Assert.Equal("glimmerglass", text.ApplicationName);
    }

    [Fact]
    public void What_was_given_stays()
    {
        var text = Normalised("Host=h;Maximum Pool Size=3;Connection Idle Lifetime=11;Timeout=12;Command Timeout=13;Application Name=bench", maxPoolSize: 7);

        Assert.Equal((3, 11, 12, 13, "bench"), (text.MaxPoolSize, text.ConnectionIdleLifetime, text.Timeout, text.CommandTimeout, text.ApplicationName));
    }

    [Fact]
    public void Normalising_twice_changes_nothing()
    {
        var once = DatabaseUrl.Normalise("postgresql://a:b@x.neon.tech/d?sslmode=require", 5);

        Assert.Equal(once, DatabaseUrl.Normalise(once, 9));
    }

    [Theory]
    [InlineData("postgresql://a:p%40ss%3Aw%2Frd%25%3B%22%27@h/d", "p@ss:w/rd%;\"'")]
    [InlineData("postgresql://a:se;mi@h/d", "se;mi")]
    [InlineData("postgresql://a:two:colons@h/d", "two:colons")]
    [InlineData("postgresql://a:p+lus@h/d", "p+lus")]
    [InlineData("postgresql://a:%F0%9F%94%91@h/d", "\U0001F511")]
    public void A_password_may_have_any_character(string url, string password)
    {
        Assert.Equal(password, Normalised(url).Password);
    }

    [Fact]
    public void User_and_database_are_unescaped_too()
    {
        var text = Normalised("postgresql://ann%40corp:x@h/my%20orders");

        Assert.Equal(("ann@corp", "my orders"), (text.Username, text.Database));
    }

    [Fact]
    public void A_URL_without_port_user_and_database_leaves_them_to_PostgreSQL()
    {
        var text = Normalised("postgresql://h");

        Assert.Equal(("h", 5432, null), (text.Host, text.Port, text.Database));
    }

    [Theory]
    [InlineData("postgresql://a@[::1]:5433/d")]
    [InlineData("postgresql://a@[2001:db8::7]:5433/d")]
    public void An_IPv6_address_keeps_its_port(string url)
    {
        var text = Normalised(url);

        Assert.True(IPAddress.TryParse(text.Host, out var address));
        Assert.Equal(System.Net.Sockets.AddressFamily.InterNetworkV6, address.AddressFamily);
        Assert.Equal(5433, text.Port);
    }

    [Theory]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    public void Parameters_of_a_URL_are_understood(string word, SslMode mode)
    {
        var text = Normalised($"postgresql://a@h/d?sslmode={word}&channel_binding=prefer&connect_timeout=9&application_name=my%20app");

        Assert.Equal((mode, ChannelBinding.Prefer, 9, "my app"), (text.SslMode, text.ChannelBinding, text.Timeout, text.ApplicationName));
    }

    [Theory]
    [InlineData("postgresql://a:b@ep-cool-pooler.eu-central-1.aws.neon.tech/d?sslmode=disable&channel_binding=disable")]
    [InlineData("Host=ep-cool.eu-central-1.aws.NEON.TECH;SSL Mode=Disable;Channel Binding=Disable")]
    [InlineData("Host=ep-cool.eu-central-1.aws.neon.tech:5432;SSL Mode=Prefer")]
    public void A_hosted_database_is_never_spoken_to_in_the_open(string given)
    {
        var text = Normalised(given);

        Assert.Equal((SslMode.VerifyFull, ChannelBinding.Require), (text.SslMode, text.ChannelBinding));
    }

    [Theory]
    [InlineData($"Host=h;Password={Secret};Search Path=orders", "Search Path")]
    [InlineData($"Host=h;Password={Secret};SearchPath=orders", "Search Path")]
    [InlineData($"Host=h;Password={Secret};Options=-c work_mem=1GB", "Options")]
    [InlineData($"Host=h;Password={Secret};Multiplexing=true", "Multiplexing")]
    [InlineData($"postgresql://a:{Secret}@h/d?options=-csearch_path%3Dx", "Options")]
    public void What_a_pooler_refuses_is_refused_by_its_name(string given, string named)
    {
        var message = Refused(given);

        Assert.Contains($"'{named}'", message, StringComparison.Ordinal);
        Assert.Contains("Hint", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"Host=h;Password={Secret};Nonsense=1")]
    [InlineData($"Host=h;Port=abc;Password={Secret}")]
    [InlineData($"Host=h;Port=99999999999;Password={Secret}")]
    [InlineData($"Host=h;SSL Mode=Sometimes;Password={Secret}")]
    [InlineData($"Password={Secret}")]
    [InlineData($"{Secret}")]
    [InlineData($"Host=h;Password='{Secret}")]
    [InlineData($"mysql://a:{Secret}@h/d")]
    [InlineData($"postgresql://a:{Secret}@h:notaport/d")]
    [InlineData($"postgresql://a:{Secret}@h:70000/d")]
    [InlineData($"postgresql://a:{Secret}#b@h/d")]
    [InlineData($"postgresql:///d?password={Secret}")]
    [InlineData($"postgresql://a:{Secret}@h/d?sslmode=sometimes")]
    [InlineData($"postgresql://a:{Secret}@h/d?sslmode=77")]
    [InlineData($"postgresql://a:{Secret}@h/d?channel_binding=9")]
    [InlineData($"postgresql://a:{Secret}@h/d?connect_timeout=-1")]
    [InlineData($"postgresql://a:{Secret}@h/d?connect_timeout=soon")]
    [InlineData($"postgresql://a:{Secret}@h/d?target_session_attrs=any")]
    [InlineData($"postgresql://a:1?{Secret}@h/d")]
    [InlineData("")]
    [InlineData("postgresql://")]
    public void What_is_not_understood_is_refused_without_its_password(string given)
    {
        var message = Refused(given);

        Assert.NotEmpty(message);
    }

    [Theory]
    [InlineData("postgresql://a:b@h/d", 20, 4, 93, true)]
    [InlineData("postgresql://a:b@h/d", 31, 3, 93, true)]
    [InlineData("postgresql://a:b@h/d", 20, 5, 93, false)]
    [InlineData("postgresql://a:b@h/d", 1000, 1000, 10_000, false)]
    [InlineData("Host=h;Maximum Pool Size=94", 20, 1, 93, false)]
    [InlineData("Host=h;Maximum Pool Size=93", 200, 1, 93, true)]
    public void All_instances_together_have_a_server_slot_for_each_connection(string url, int size, int instances, int slots, bool fits)
    {
        var refused = Record.Exception(() => DatabaseUrl.CheckSize(url, size, instances, slots));

        Assert.Equal(fits, refused is null);
        if (!fits) Assert.Contains($"at most {slots / instances}", Assert.IsType<ArgumentException>(refused).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_must_go_past_the_pooler_is_not_given_its_address()
    {
        var refused = Assert.Throws<ArgumentException>(() => DatabaseUrl.CheckDirect($"postgresql://a:{Secret}@ep-cool-pooler.eu-central-1.aws.neon.tech/d"));
        DatabaseUrl.CheckDirect("postgresql://a:b@ep-cool.eu-central-1.aws.neon.tech/d");

        Assert.Contains("DATABASE_URL_UNPOOLED", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://a:b@ep-cool.eu-central-1.aws.neon.tech/d", true)]
    [InlineData("Host=ep-cool.eu-central-1.aws.NEON.TECH:5432", true)]
    [InlineData("postgresql://a:b@ep-cool-pooler.eu-central-1.aws.neon.tech/d", false)]
    [InlineData("postgresql://a:b@127.0.0.1/d", false)]
    public void A_hosted_database_without_its_pooler_is_doubted(string url, bool doubted) => Assert.Equal(doubted, DatabaseUrl.Doubt(url) is not null);

    [Theory]
    [InlineData("DATABASE_URL", "Host=h;Search Path=x", "Search Path")]
    [InlineData("DATABASE_URL_UNPOOLED", "postgresql://a:b@ep-x-pooler.neon.tech/d", "DATABASE_URL_UNPOOLED")]
    [InlineData("MaximumInstances", "40", "MaximumInstances")]
    [InlineData("DatabaseServerSlots", "19", "DatabaseServerSlots")]
    public void What_would_fail_at_the_first_request_stops_the_start(string name, string value, string named)
    {
        var given = new Dictionary<string, string?> { ["DATABASE_URL"] = "postgresql://a:b@h/d", [name] = value };
        var refused = Assert.Throws<ArgumentException>(() => Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(given).Build()));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    private static string Refused(string given)
    {
        var refused = Assert.ThrowsAny<ArgumentException>(() => DatabaseUrl.Normalise(given, 20));
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
        return refused.Message;
    }

    private static NpgsqlConnectionStringBuilder Normalised(string given, int maxPoolSize = 20) => new(DatabaseUrl.Normalise(given, maxPoolSize));
}
