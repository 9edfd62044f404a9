using System.Globalization;
using System.Security.Cryptography;

namespace Glimmerglass.LocalHost.Services;

/// <summary>The folder of a PostgreSQL server: made once, whole or not at all, and free of what a killed run left behind.</summary>
internal sealed class PostgresCluster(NodeModules modules, PostgresHome home, DataFolder data, bool durable)
{
    public const string Name = "postgres";
    public const string Role = "glimmerglass";
    public const string PasswordFile = "postgres.password";

    /// <summary>Says that the cluster outside of the data folder is the data folder's. Whoever deletes the data folder deletes the database.</summary>
    private const string OutsideFile = "postgres.outside";
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private string Folder => Path.Combine(home.Folder, Name);

    /// <summary>Makes the cluster ready to be started and answers the role's password.</summary>
    public async Task<string> Prepare(CancellationToken cancel)
    {
        await StopLeftover(modules, Folder, cancel);
        if (home.Folder != data.Path) await AdoptOutside(cancel);
        foreach (var half in Directory.EnumerateDirectories(home.Folder, Name + ".new-*")) Directory.Delete(half, recursive: true);
        if (!Directory.Exists(Folder)) await Create(cancel);
        return File.Exists(data[PasswordFile]) ? await File.ReadAllTextAsync(data[PasswordFile], cancel) : await SetPassword(cancel);
    }

    /// <summary>Ends a server that outlived its host and its keeper.</summary>
    public static async Task StopLeftover(NodeModules modules, string folder, CancellationToken cancel)
    {
        if (ReadPidFile(folder) is not { Length: > 1 } lines || !int.TryParse(lines[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed)) return;
        // The number of a server that serves nobody but its input is negative.
        var pid = Math.Abs(signed);
        if (await Leftover.CommandLine(pid, cancel) is not { } command) return;
        if (command.Contains(lines[1], StringComparison.Ordinal) && command.Contains("postgres", StringComparison.Ordinal))
            await Leftover.End(modules.Node, pid, "SIGINT", StopLimit, cancel);
        else
            // The number was given to another program. PostgreSQL cannot tell and would refuse to start.
            File.Delete(Path.Combine(folder, "postmaster.pid"));
    }

    public static string[]? ReadPidFile(string cluster)
    {
        try
        {
            using var file = new FileStream(Path.Combine(cluster, "postmaster.pid"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd().Split('\n');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Our environment without the settings that PostgreSQL would take from it.</summary>
    public static Dictionary<string, string?> CleanEnvironment()
    {
        var clean = Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("PG", StringComparison.OrdinalIgnoreCase)).ToDictionary(name => name, _ => (string?)null);
        clean["LC_ALL"] = "C";
        return clean;
    }

    private async Task AdoptOutside(CancellationToken cancel)
    {
        if (File.Exists(data[OutsideFile])) return;
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        await File.WriteAllTextAsync(data[OutsideFile], $"The database of this folder is in {Folder}.\n", cancel);
    }

    private async Task Create(CancellationToken cancel)
    {
        var half = $"{Folder}.new-{Guid.NewGuid():n}";
        await home.MakePrivate(modules, half, cancel);
        string[] words =
        [
            "-D", half, $"--username={Role}", "--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
            .. durable ? Array.Empty<string>() : ["--no-sync"],
        ];
        await Run("initdb", words, null, cancel);

        // Nothing listens yet. Until the password is set, nobody with one can come in.
        var method = durable ? "scram-sha-256" : "trust";
        await File.WriteAllTextAsync(Path.Combine(half, "pg_hba.conf"), $"host all all 127.0.0.1/32 {method}\n", cancel);
        Directory.Move(half, Folder);
        File.Delete(data[PasswordFile]);
    }

    /// <summary>Gives the role a new password and makes its database. The password is kept last, so that a killed run is repeated.</summary>
    private async Task<string> SetPassword(CancellationToken cancel)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await Run("postgres", ["--single", .. durable ? Array.Empty<string>() : ["-F"], "-D", Folder, "postgres"], $"alter role {Role} password '{password}'\ncreate database {Role}\n", cancel);
        data.WriteSecret(PasswordFile, password);
        return password;
    }

    private async Task Run(string program, IReadOnlyList<string> words, string? input, CancellationToken cancel)
    {
        var order = new ChildOrder(program, home.Program(program), words, home.Folder, data[$"{program}.setup.log"])
        {
            User = home.User,
            Environment = CleanEnvironment(),
            Input = input,
        };
        var code = await Child.Run(modules, order, cancel);
        if (code != 0) throw new StartException($"{program} ended with exit code {code}.{Child.LastLines(order.Log)}");
    }
}
