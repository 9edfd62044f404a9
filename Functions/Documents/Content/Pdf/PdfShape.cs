namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>What is known of a value once it was read: the few facts that decide whether it is harmless where it is used.</summary>
[Flags]
public enum PdfShape
{
    None = 0,
    Dictionary = 1 << 0,
    Array = 1 << 1,
    Stream = 1 << 2,

    /// <summary>A dictionary or array that holds something other than null.</summary>
    HasEntries = 1 << 3,

    // What a dictionary says of itself.
    Catalog = 1 << 4,
    HasPages = 1 << 5,
    Pages = 1 << 6,
    HasKids = 1 << 7,
    ObjectStream = 1 << 8,
    CrossReference = 1 << 9,
    Action = 1 << 10,
    HasCollection = 1 << 11,

    /// <summary>An action or destination that only sets the view.</summary>
    ViewAction = 1 << 12,

    /// <summary>A named action, which sets the view unless its name is <see cref="OtherNamed"/>.</summary>
    NamedAction = 1 << 13,
    OtherNamed = 1 << 14,

    /// <summary>Any other /S.</summary>
    OtherAction = 1 << 15,
    HasNext = 1 << 16,
    Rendition = 1 << 17,
    HasScript = 1 << 18,

    /// <summary>A dictionary of additional actions: a trigger event with a dictionary or reference.</summary>
    Triggers = 1 << 19,

    /// <summary>A name tree with something in it.</summary>
    NameTree = 1 << 20,

    /// <summary>The dictionary of an embedded file: file names with streams.</summary>
    EmbeddedFiles = 1 << 21,

    /// <summary>A text that is an address of a scheme other than http, https and mailto.</summary>
    ForeignAddress = 1 << 22,
}
