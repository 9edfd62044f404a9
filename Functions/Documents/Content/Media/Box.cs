namespace Glimmerglass.Functions.Documents.Content.Media;

/// <summary>
/// One box of ISO/IEC 14496-12, section 4.2, the type of the box around it and that of the outermost one. Offsets count bytes from the start
/// of the file; <paramref name="EndsAt"/> is the first byte behind it.
/// </summary>
internal readonly record struct Box(uint Type, uint Parent, uint Outermost, long StartsAt, long ContentAt, long EndsAt)
{
    public long ContentBytes => EndsAt - ContentAt;
}

/// <summary>What shall be done with the content of a box.</summary>
internal enum BoxUse
{
    /// <summary>It is passed over by its size.</summary>
    PassOver,

    /// <summary>It is boxes, and each must be sound.</summary>
    Open,

    /// <summary>It is boxes as a rule, but cameras write other things there too: what is no box ends the search and is no fault.</summary>
    Search,

    /// <summary>It is read as bytes, up to <see cref="BoxWalk.MaxReadBytes"/>.</summary>
    Read,
}

/// <summary>Looks at the boxes that a <see cref="BoxWalk"/> comes by.</summary>
internal interface IBoxReader
{
    /// <summary>Notes a box, and says what shall be done with its content.</summary>
    BoxUse Meet(in Box box);

    /// <summary>The content of a box that was to be read: all of it, or its first <see cref="BoxWalk.MaxReadBytes"/> bytes.</summary>
    void Read(in Box box, ReadOnlySpan<byte> content);
}
