namespace Glimmerglass.Data.Files;

/// <summary>The blob is no longer the one that was found: its ETag differs.</summary>
public sealed class FileChanged(string name, Exception? cause = null)
    : Exception($"The blob {name} is not the one that was found before: its ETag differs. Find it again and check what it is now.", cause);
