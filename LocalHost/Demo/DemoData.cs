using Glimmerglass.LocalHost.SignIn;

namespace Glimmerglass.LocalHost.Demo;

/// <summary>What a laptop starts with: the rows, and the accounts to sign in with.</summary>
public static class DemoData
{
    /// <summary>The password of every demo account. They exist on the loopback interface of a laptop alone.</summary>
    public const string Password = "glimmerglass";

    public static readonly IReadOnlyList<(Guid ObjectId, string Email, string Role)> Accounts =
    [
        (new Guid("01000000-0000-4000-8000-000000000001"), "dealer@example.com", "DEALER"),
        (new Guid("01000000-0000-4000-8000-000000000002"), "admin@example.com", "ADMIN"),
        (new Guid("01000000-0000-4000-8000-000000000003"), "superadmin@example.com", "SUPERADMIN"),
    ];

    /// <summary>The rows, as SQL that may be run any number of times.</summary>
    public static string Sql() => Resource("demo.sql");

    /// <summary>What is printed when the host has started: addresses, users, and lines to paste.</summary>
    public static string Welcome(Uri address, string dataFolder) => Resource("welcome.txt")
        .Replace("{address}", address.ToString().TrimEnd('/'), StringComparison.Ordinal)
        .Replace("{password}", Password, StringComparison.Ordinal)
        .Replace("{data}", dataFolder, StringComparison.Ordinal);

    public static void AddTo(LocalAccounts accounts)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        foreach (var (objectId, email, role) in Accounts) accounts.Add(objectId, email, role, Password);
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(DemoData).Assembly.GetManifestResourceStream($"Demo/{name}")!);
        return reader.ReadToEnd();
    }
}
