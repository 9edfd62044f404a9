namespace Glimmerglass.Functions.Documents.Content.Signatures;

/// <summary>Papers, drawings, data and fonts of formats that no kind takes.</summary>
internal static class ForeignPapers
{
    private static readonly FileType OldOffice = FileType.NotTaken("old Office", "an old Office file");
    private static readonly FileType OneNote = FileType.NotTaken("OneNote", "a OneNote file");
    private static readonly FileType Mail = FileType.NotTaken("mail", "an e-mail or a saved web page");
    private static readonly FileType RichText = FileType.NotTaken("RTF", "an RTF document");
    private static readonly FileType WordPerfect = FileType.NotTaken("WordPerfect", "a WordPerfect document");
    private static readonly FileType DjVu = FileType.NotTaken("DjVu", "a DjVu document");
    private static readonly FileType Cad = FileType.NotTaken("CAD", "a CAD drawing");
    private static readonly FileType Database = FileType.NotTaken("database", "a database");
    private static readonly FileType Font = FileType.NotTaken("font", "a font");
    private static readonly FileType Contact = FileType.NotTaken("contact", "a contact or an appointment");
    private static readonly FileType PropertyList = FileType.NotTaken("plist", "a property list");

    private static readonly Signature[] Starts =
    [
        new(OldOffice, 0xD0, 0xCF, 0x11, 0xE0),
        new(OneNote, 0xE4, 0x52, 0x5C, 0x7B, 0x8C, 0xD8, 0xA7, 0x4D),
        new(Mail, 0x78, 0x9F, 0x3E, 0x22),
        Signature.Text(Mail, "!BDN"),
        Signature.Text(Mail, "MIME-Version:"),
        Signature.Text(Mail, "Return-Path:"),
        Signature.Text(RichText, "{\\rt"),
        new(WordPerfect, 0xFF, (byte)'W', (byte)'P', (byte)'C'),
        Signature.Text(DjVu, "AT&TFORM"),
        Signature.Text(Cad, "AC10"),
        Signature.Text(Cad, "AutoCAD Binary DXF"),
        Signature.Text(Database, "SQLite format 3\0"),
        new(Database, 4, [.. "Standard Jet DB"u8]),
        new(Database, 4, [.. "Standard ACE DB"u8]),
        Signature.Text(Font, "OTTO"),
        Signature.Text(Font, "ttcf"),
        Signature.Text(Font, "wOFF"),
        Signature.Text(Font, "wOF2"),
        new(Font, 0x00, 0x01, 0x00, 0x00, 0x00),
        Signature.Text(Contact, "BEGIN:VCARD"),
        Signature.Text(Contact, "BEGIN:VCALENDAR"),
        Signature.Text(PropertyList, "bplist"),
    ];

    public static FileType? AtStart(ReadOnlySpan<byte> head)
    {
        foreach (var start in Starts)
        {
            if (start.Fits(head)) return start.Type;
        }
        return null;
    }
}
