namespace Glimmerglass.LocalHost.Services;

/// <summary>Why the local host cannot start. The message is a sentence for the person at the keyboard, with a hint when there is one.</summary>
public sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
