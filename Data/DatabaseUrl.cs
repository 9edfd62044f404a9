using System.Data.Common;
using Npgsql;

namespace Glimmerglass.Data;

/// <summary>
/// Turns a postgresql:// URL or an Npgsql connection string into one that works through PgBouncer in transaction mode, where a session's
/// state is gone after each transaction. What such a pooler refuses is refused here, with a sentence, before the first request.
/// </summary>
public static class DatabaseUrl
{
    public const int DefaultPoolSize = 20;

    /// <summary>For what may wait for a database to wake: migrations, commands, backups. Requests wait less.</summary>
    public const int DefaultWaitSeconds = 15;

    private const string HostedDatabase = ".neon.tech";
    private const string Pooler = "-pooler";

    private static readonly (string Keyword, string Why)[] Refused =
    [
        ("Search Path", "the pooler refuses it as a start-up parameter; write schema names in SQL instead"),
        ("Options", "the pooler refuses it as a start-up parameter"),
        ("Multiplexing", "it keeps prepared statements on shared connections"),
    ];

    /// <exception cref="ArgumentException">The text is no connection string, or asks for what the pooler refuses.</exception>
    public static string Normalise(string url, int maxPoolSize, int waitSeconds = DefaultWaitSeconds)
    {
        var given = url.StartsWith("postgres://", StringComparison.Ordinal) || url.StartsWith("postgresql://", StringComparison.Ordinal)
            ? FromUrl(url)
            : Parse(url);
        foreach (var (keyword, why) in Refused)
        {
            if (given.ContainsKey(keyword)) throw new ArgumentException($"The database connection string sets '{keyword}': {why}. Hint: remove it from DATABASE_URL.");
        }

        var text = new NpgsqlConnectionStringBuilder(given.ConnectionString);
        if (string.IsNullOrEmpty(text.Host)) throw new ArgumentException("The database connection string names no host. Hint: DATABASE_URL=postgresql://user:password@host/database");

        text.GssEncryptionMode = GssEncryptionMode.Disable;
        text.NoResetOnClose = true;
        text.MaxAutoPrepare = 0;
        text.Enlist = false;
        if (!given.ContainsKey("Maximum Pool Size")) text.MaxPoolSize = maxPoolSize;
        if (!given.ContainsKey("Connection Idle Lifetime")) text.ConnectionIdleLifetime = 60;
        if (!given.ContainsKey("Timeout")) text.Timeout = waitSeconds;
        if (!given.ContainsKey("Command Timeout")) text.CommandTimeout = 30;
        if (!given.ContainsKey("Application Name")) text.ApplicationName = "glimmerglass";
        // Anywhere in the host: it may carry a port, or be one of several.
        if (text.Host.Contains(HostedDatabase, StringComparison.OrdinalIgnoreCase))
        {
            text.SslMode = SslMode.VerifyFull;
            text.ChannelBinding = ChannelBinding.Require;
        }
        return text.ConnectionString;
    }

    /// <summary>All instances together must not ask for more connections than the pooler has servers: what is beyond waits in a queue that nobody sees.</summary>
    /// <exception cref="ArgumentException">They could, or the text is no connection string.</exception>
    public static void CheckSize(string url, int maxPoolSize, int instances, int serverSlots)
    {
        var text = new NpgsqlConnectionStringBuilder(Normalise(url, maxPoolSize));
        if (!text.Pooling) throw new ArgumentException("The database connection string sets 'Pooling' to false: then nothing limits the connections. Hint: remove it from DATABASE_URL.");
        var size = text.MaxPoolSize;
        if ((long)size * instances <= serverSlots) return;
        throw new ArgumentException($"{instances} instances with up to {size} connections each are {(long)size * instances}, but the pooler has {serverSlots} server slots. "
            + $"Hint: DatabaseMaxPoolSize or a Maximum Pool Size in DATABASE_URL of at most {serverSlots / instances}, a lower MaximumInstances, or DatabaseServerSlots of a larger compute.");
    }

    /// <summary>Refuses the pooler's address for what needs a session of its own: migrations, backups, drift checks.</summary>
    /// <exception cref="ArgumentException">It is the pooler's, or no connection string.</exception>
    public static void CheckDirect(string url)
    {
        if (!HostOf(url).Contains(Pooler, StringComparison.OrdinalIgnoreCase)) return;
        throw new ArgumentException("DATABASE_URL_UNPOOLED has '-pooler' in its host: that is the pooler, and backups and migrations must go past it. Hint: the same host without '-pooler'.");
    }

    /// <summary>What is odd about the address that requests use, in a sentence; null when nothing is.</summary>
    public static string? Doubt(string url)
    {
        var host = HostOf(url);
        return host.Contains(HostedDatabase, StringComparison.OrdinalIgnoreCase) && !host.Contains(Pooler, StringComparison.OrdinalIgnoreCase)
            ? "DATABASE_URL goes past the pooler of the hosted database, whose server has few connections. Hint: the host with '-pooler' behind its first part."
            : null;
    }

    private static string HostOf(string url) => new NpgsqlConnectionStringBuilder(Normalise(url, 1)).Host!;

    /// <summary>Where it leads and as whom: host, port, database and user, without the password. "" for a text that is no connection string.</summary>
    public static string PlaceOf(string url)
    {
        try
        {
            var text = new NpgsqlConnectionStringBuilder(Normalise(url, maxPoolSize: 1));
            return FormattableString.Invariant($"{text.Username}@{text.Host}:{text.Port}/{text.Database}");
        }
        catch (ArgumentException)
        {
            return "";
        }
    }

    /// <summary>Which database a URL means, as a person would say it and without who asks: name on host, with the port where it is not the usual one.</summary>
    public static string Place(string url)
    {
        var text = new NpgsqlConnectionStringBuilder(Normalise(url, DefaultPoolSize));
        return $"{text.Database ?? text.Username} on {text.Host}{(text.Port == NpgsqlConnection.DefaultPort ? "" : $":{text.Port}")}";
    }

    /// <summary>For work that holds a connection without using it: it is spoken on often enough that nothing between here and there forgets it.</summary>
    internal static string KeptAlive(string url) => new NpgsqlConnectionStringBuilder(Normalise(url, DefaultPoolSize)) { KeepAlive = 30 }.ConnectionString;

    private static DbConnectionStringBuilder Parse(string text)
    {
        try
        {
            // Written out again by Npgsql, only the keywords that were given remain, under their canonical names.
            return new DbConnectionStringBuilder { ConnectionString = new NpgsqlConnectionStringBuilder(text).ConnectionString };
        }
        catch (Exception refused) when (refused is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The cause may quote the string, and the string holds a password: it goes no further.
            throw new ArgumentException("DATABASE_URL is neither a postgresql:// URL nor an Npgsql connection string.");
        }
    }

    private static DbConnectionStringBuilder FromUrl(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri)) throw new ArgumentException("DATABASE_URL is not a valid URL.");
        var user = uri.UserInfo.Split(':', 2);
        var text = new NpgsqlConnectionStringBuilder { Host = uri.Host, Username = Uri.UnescapeDataString(user[0]) };
        if (uri.Port > 0) text.Port = uri.Port;
        if (uri.AbsolutePath.Length > 1) text.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        if (user.Length > 1) text.Password = Uri.UnescapeDataString(user[1]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)) Apply(pair.Split('=', 2), text);
        return new DbConnectionStringBuilder { ConnectionString = text.ConnectionString };
    }

    private static void Apply(string[] pair, NpgsqlConnectionStringBuilder text)
    {
        var value = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
        switch (pair[0])
        {
            case "sslmode" when Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode) && Enum.IsDefined(mode): text.SslMode = mode; break;
            case "channel_binding" when Enum.TryParse<ChannelBinding>(value, ignoreCase: true, out var binding) && Enum.IsDefined(binding): text.ChannelBinding = binding; break;
            case "connect_timeout" when int.TryParse(value, out var seconds): text.Timeout = seconds; break;
            case "application_name": text.ApplicationName = value; break;
            case "options": text.Options = value; break;
            default:
                // A password with a question mark in it looks like a parameter, so only plain words are repeated.
                var name = pair[0].All(letter => char.IsAsciiLetter(letter) || letter == '_') ? $"the parameter '{pair[0]}'" : "a parameter";
                throw new ArgumentException($"DATABASE_URL has {name} with a name or value that is not understood. "
                    + "Hint: sslmode, channel_binding, connect_timeout and application_name are.");
        }
    }
}
