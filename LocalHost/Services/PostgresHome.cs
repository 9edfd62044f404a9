using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Glimmerglass.LocalHost.Services;

/// <summary>Where PostgreSQL's programs and data are, and who runs them. It refuses to run as root, so root lends it another user.</summary>
internal sealed record PostgresHome(string Programs, string Folder, int? User)
{
    private const string RootsPlace = "/var/tmp/glimmerglass-root";

    /// <summary>The user and group that root lends: "nobody" on Linux, "_postgres" on macOS, where nobody has no usable number.</summary>
    public static int Lent => OperatingSystem.IsMacOS() ? 216 : 65534;

    public string Program(string name) => Path.Combine(Programs, "bin", OperatingSystem.IsWindows() ? name + ".exe" : name);

    public static async Task<PostgresHome> Find(NodeModules modules, DataFolder data, Action<string> say, CancellationToken cancel)
    {
        if (!Environment.IsPrivilegedProcess) return new PostgresHome(modules.Postgres, data.Path, null);
        if (OperatingSystem.IsWindows()) throw new StartException("PostgreSQL refuses to run as an administrator. Start again from an ordinary, not elevated prompt.");

        var answer = await NodeProgram.Ask(modules.Node, [modules.Ownership, "reach", $"{Lent}", data.Path, Path.Combine(modules.Postgres, "bin", "postgres")], cancel);
        var reachable = JsonSerializer.Deserialize<bool[]>(answer)!;
        if (reachable is [true, true]) return new PostgresHome(modules.Postgres, data.Path, Lent);

        await Keep(modules, RootsPlace, cancel);
        var programs = reachable[1] ? modules.Postgres : await CopyPrograms(modules, cancel);
        var folder = reachable[0] ? data.Path : await Outside(modules, data, cancel);
        say($"PostgreSQL runs as user {Lent}, who cannot pass through to {(reachable[0] ? modules.Postgres : data.Path)}: its programs are in {programs}, its data in {folder}.");
        return new PostgresHome(programs, folder, Lent);
    }

    /// <summary>Makes a folder that belongs to the user who runs PostgreSQL, and to nobody else.</summary>
    public async Task MakePrivate(NodeModules modules, string folder, CancellationToken cancel)
    {
        if (User is { } user) await NodeProgram.Ask(modules.Node, [modules.Ownership, "give", $"{user}", folder], cancel);
        else if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The place outside of a data folder that cannot be reached. The same folder has the same place.</summary>
    public static string PlaceOf(string dataFolder) =>
        Path.Combine(RootsPlace, "data-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..16]);

    private static async Task<string> Outside(NodeModules modules, DataFolder data, CancellationToken cancel)
    {
        if (Directory.Exists(data["postgres"]))
            throw new StartException($"{data["postgres"]} holds a database, but PostgreSQL, run as user {Lent}, cannot pass through to it. Open the folders above it (chmod a+x).");
        var place = PlaceOf(data.Path);
        await Keep(modules, place, cancel);
        return place;
    }

    /// <summary>Copies the programs once per version, readable for all and writable for root alone.</summary>
    private static async Task<string> CopyPrograms(NodeModules modules, CancellationToken cancel)
    {
        var target = Path.Combine(RootsPlace, $"postgres-{modules.PostgresVersion}");
        if (Directory.Exists(target)) return target;
        var half = $"{target}.{Guid.NewGuid():n}";
        await Keep(modules, half, cancel);
        foreach (var entry in new DirectoryInfo(modules.Postgres).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).OrderBy(entry => entry.FullName, StringComparer.Ordinal))
            Copy(entry, Path.Combine(half, Path.GetRelativePath(modules.Postgres, entry.FullName)));
        try
        {
            Directory.Move(half, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Directory.Delete(half, recursive: true);
        }
        return target;
    }

    private static void Copy(FileSystemInfo entry, string target)
    {
        const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (OperatingSystem.IsWindows()) return;
        if (entry.LinkTarget is { } link)
        {
            File.CreateSymbolicLink(target, link);
            return;
        }
        if (entry is DirectoryInfo) Directory.CreateDirectory(target);
        else File.Copy(entry.FullName, target);
        var runs = entry is DirectoryInfo || entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
        File.SetUnixFileMode(target, all | UnixFileMode.UserWrite | (runs ? enter : 0));
    }

    private static async Task Keep(NodeModules modules, string folder, CancellationToken cancel) =>
        await NodeProgram.Ask(modules.Node, [modules.Ownership, "keep", folder], cancel);
}
