namespace Glimmerglass.Data.Files;

/// <summary>The blob does not exist any more.</summary>
public sealed class FileGone(string name, Exception? cause = null)
    : Exception($"The blob {name} was expected and is gone. Another run may have moved it: look at the document's state.", cause);
