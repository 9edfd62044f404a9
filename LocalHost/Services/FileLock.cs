namespace Glimmerglass.LocalHost.Services;

/// <summary>A file held open by one process at a time. The system lets go of it when the process ends, however it ends.</summary>
internal static class FileLock
{
    /// <summary>Null: another process holds it.</summary>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (fault is not (DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }
}
