using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Glimmerglass.LocalHost.Services;

/// <summary>The npm packages of the lock file, installed once and shared by every run.</summary>
internal sealed record NodeModules(string Node, string Source, string Folder)
{
    private const string WorkName = ".install";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(3);

    public string Keeper => Path.Combine(Source, "keeper.mjs");

    public string Ownership => Path.Combine(Source, "ownership.mjs");

    public string Azurite => Path.Combine(Folder, "azurite", "dist", "src", "blob", "main.js");

    /// <summary>The folder with PostgreSQL's bin, lib and share.</summary>
    /// <exception cref="StartException">There is none for this kind of machine.</exception>
    public string Postgres => Directory.Exists(PostgresPackage)
        ? Path.Combine(PostgresPackage, "native")
        : throw new StartException($"There is no embedded PostgreSQL for {RuntimeInformation.RuntimeIdentifier}. Give your own one: set DATABASE_URL.");

    public string PostgresVersion => JsonDocument.Parse(File.ReadAllText(Path.Combine(PostgresPackage, "package.json"))).RootElement.GetProperty("version").GetString()!;

    /// <summary>Finds the packages, and installs them when they are absent, outdated or half there.</summary>
    public static Task<NodeModules> Find(Action<string> say, CancellationToken cancel) => Find(ServicesFolder.Find(), say, cancel);

    internal static async Task<NodeModules> Find(string source, Action<string> say, CancellationToken cancel)
    {
        var node = await NodeProgram.Find(cancel);
        var stamp = Stamp(source);
        var own = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "glimmerglass", $"services-{stamp[..12]}");
        foreach (var home in new[] { source, own })
        {
            var modules = new NodeModules(node, source, Path.Combine(home, "node_modules"));
            if (modules.IsWhole(stamp)) return modules;
            if (!CanInstall(home)) continue;
            await modules.Install(home, stamp, say, cancel);
            return modules;
        }
        throw new StartException($"The npm packages can be installed neither in {source} nor in {own}: both are closed to this user. Set HOME to a folder that can be written.");
    }

    private bool IsWhole(string stamp)
    {
        try
        {
            return File.ReadAllText(StampFile) == stamp;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string PostgresPackage
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
            var processor = RuntimeInformation.OSArchitecture is Architecture.Arm64 ? "arm64" : "x64";
            return Path.Combine(Folder, "@embedded-postgres", $"{system}-{processor}");
        }
    }

    private string StampFile => Path.Combine(Folder, ".glimmerglass");

    private async Task Install(string home, string stamp, Action<string> say, CancellationToken cancel)
    {
        var since = Stopwatch.StartNew();
        var work = Directory.CreateDirectory(Path.Combine(home, WorkName)).FullName;
        using var held = await Wait(Path.Combine(work, "lock"), since, say, cancel);
        if (IsWhole(stamp)) return;

        if (home != Source)
            foreach (var name in new[] { "package.json", "package-lock.json", ".npmrc" }) File.Copy(Path.Combine(Source, name), Path.Combine(home, name), overwrite: true);
        var npm = NodeProgram.Npm(Node);
        // Install scripts are other people's code that nothing here needs: the links that PostgreSQL's script would make are made below.
        var order = new ChildOrder("npm ci", npm[0], [.. npm.Skip(1), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], home, Path.Combine(work, "npm.log"));
        var running = Child.Run(this, order, cancel);
        say($"Installing PostgreSQL and Azurite with npm into {Folder}. This happens once.");
        while (await Task.WhenAny(running, Task.Delay(Tick, CancellationToken.None)) != running) say($"  still installing: {since.Elapsed.TotalSeconds:0} s");
        if (await running != 0)
            throw new StartException($"npm ci failed in {home}. It needs Node.js 20 or later and a way to the npm registry.{Child.LastLines(order.Log)}");

        LinkLibraries(PostgresPackage);
        await File.WriteAllTextAsync(StampFile, stamp, cancel);
        say($"Installed in {since.Elapsed.TotalSeconds:0} s.");
    }

    private static async Task<FileStream> Wait(string path, Stopwatch since, Action<string> say, CancellationToken cancel)
    {
        var told = TimeSpan.Zero;
        while (since.Elapsed < Limit)
        {
            if (FileLock.TryTake(path) is { } held) return held;
            if (since.Elapsed - told >= Tick)
            {
                told = since.Elapsed;
                say($"  another process is installing the npm packages, waiting: {told.TotalSeconds:0} s");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
        }
        throw new StartException($"Another process has held {path} for {Limit.TotalMinutes:0} minutes. End it and try again.");
    }

    /// <summary>npm packages hold no links, so the package lists those of its libraries.</summary>
    private static void LinkLibraries(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list)) return;
        foreach (var link in JsonDocument.Parse(File.ReadAllText(list)).RootElement.EnumerateArray())
        {
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            if (!File.Exists(target)) File.CreateSymbolicLink(target, Path.GetFileName(link.GetProperty("source").GetString()!));
        }
    }

    private static string Stamp(string source) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(source, "package-lock.json"))))} {RuntimeInformation.RuntimeIdentifier}";

    /// <summary>Whether this user may replace what another user may have installed there.</summary>
    private static bool CanInstall(string home) =>
        Path.IsPathRooted(home) && CanWrite(home) && new[] { "node_modules", WorkName }.Select(name => Path.Combine(home, name)).All(folder => !Directory.Exists(folder) || CanWrite(folder));

    private static bool CanWrite(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var trial = Path.Combine(folder, $".trial-{Guid.NewGuid():n}");
            File.WriteAllText(trial, "");
            File.Delete(trial);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
