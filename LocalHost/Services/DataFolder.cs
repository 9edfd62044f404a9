namespace Glimmerglass.LocalHost.Services;

/// <summary>The folder that keeps everything between runs, held by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string Marker = "made-by-glimmerglass-local-host.txt";
    private const string LockName = "lock";
    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public static bool IsOurs(string path) => File.Exists(System.IO.Path.Combine(path, Marker));

    public static string LockOf(string path) => System.IO.Path.Combine(path, LockName);

    /// <exception cref="StartException">The folder is in use, is somebody else's, or cannot be written.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        try
        {
            Make(path);
            var held = FileLock.TryTake(LockOf(path))
                ?? throw new StartException($"The data folder {path} is in use by another run. Stop that one, or choose another folder with --data <folder>.");
            return new DataFolder(path, held);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The data folder {path} cannot be written: {fault.Message} Choose another one with --data <folder>.", fault);
        }
    }

    /// <summary>Deletes all that earlier runs left in the folder, and keeps the folder.</summary>
    public void Clear()
    {
        foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos())
        {
            if (entry.Name is Marker or LockName) continue;
            if (entry is DirectoryInfo { LinkTarget: null } folder) folder.Delete(recursive: true);
            else entry.Delete();
        }
    }

    /// <summary>Writes a file that only the owner may read, whole or not at all.</summary>
    public void WriteSecret(string name, string text)
    {
        var fresh = this[name + ".new"];
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(fresh, options)) writer.Write(text);
        File.Move(fresh, this[name], overwrite: true);
    }

    public void Dispose() => held.Dispose();

    private static void Make(string path)
    {
        if (File.Exists(path)) throw new StartException($"{path} is a file, but --data needs a folder.");
        if (!Directory.Exists(path)) Create(path);
        if (IsOurs(path)) return;
        if (Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) is not (Marker or LockName)))
            throw new StartException($"The folder {path} is not empty and was not made by the local host, so it stays untouched. Choose another one with --data <folder>.");
        File.WriteAllText(System.IO.Path.Combine(path, Marker), "The local host made this folder and may delete everything in it.\n");
    }

    private static void Create(string path)
    {
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        // PostgreSQL runs as another user when we are root, and has to pass through.
        const UnixFileMode passage = owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, Environment.IsPrivilegedProcess ? passage : owner);
    }
}
