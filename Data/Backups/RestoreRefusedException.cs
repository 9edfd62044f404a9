namespace Glimmerglass.Data.Backups;

/// <summary>A restore that was not begun: the target is as it was. The message says why and what to do.</summary>
public sealed class RestoreRefusedException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A restore that was begun and did not end: the target is marked, and no database of the app. The message says why and what to do.</summary>
public sealed class RestoreFailedException(string message, Exception? cause = null) : Exception(message, cause);
