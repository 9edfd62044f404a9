namespace Glimmerglass.LocalHost.Services;

/// <summary>A word on the command line that makes no sense. The message is a sentence; the caller prints it and exits with code 2.</summary>
public sealed class OptionException(string message) : Exception(message);
