namespace Glimmerglass.Data.Backups;

/// <summary>A backup that was not taken, or cannot be read; the message says why, for a person.</summary>
public sealed class BackupFailedException(string message, Exception? cause = null) : Exception(message, cause);
