using System.Buffers.Binary;

namespace Glimmerglass.Functions.Documents.Content.Signatures;

/// <summary>Files that hold other files, whose inside is not checked: archives, compressed files, packages and images of disks.</summary>
internal static class Archives
{
    // The marker of POSIX.1-1988 archives, behind the first name, its rights and sums.
    private const int TarMarkerAt = 257;

    // ZIP, APPNOTE 4.3.7: the name of the first file and its length in the local header.
    private const int ZipNameLengthAt = 26;
    private const int ZipNameAt = 30;

    private static readonly FileType Zip = Archive("ZIP", "a ZIP archive");
    private static readonly FileType Office = Archive("Office", "a Word, Excel or PowerPoint file");
    private static readonly FileType OpenDocument = Archive("OpenDocument", "an OpenDocument file");
    private static readonly FileType Ebook = Archive("EPUB", "an electronic book");
    private static readonly FileType Jar = Archive("JAR", "a Java archive");
    private static readonly FileType Rar = Archive("RAR", "a RAR archive");
    private static readonly FileType SevenZip = Archive("7z", "a 7-Zip archive");
    private static readonly FileType Compressed = Archive("compressed file", "a compressed file");
    private static readonly FileType Tar = Archive("tar", "a tar archive");
    private static readonly FileType Cabinet = Archive("cabinet", "a Windows cabinet");
    private static readonly FileType Package = Archive("package", "a software package");
    private static readonly FileType Disk = Archive("disk image", "an image of a disk");
    private static readonly FileType Other = Archive("archive", "an archive");

    private static readonly Signature[] Starts =
    [
        Signature.Text(Zip, "PK\u0005\u0006"),
        Signature.Text(Zip, "PK\u0007\u0008"),
        Signature.Text(Zip, "PK00PK\u0003\u0004"),
        Signature.Text(Rar, "Rar!\u001A\u0007"),
        Signature.Text(Rar, "RE~^"),
        new(SevenZip, 0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C),
        new(Compressed, 0x1F, 0x8B),
        new(Compressed, 0x1F, 0x9D),
        new(Compressed, 0x1F, 0xA0),
        new(Compressed, 0x1F, 0x1E),
        Signature.Text(Compressed, "BZh"),
        new(Compressed, 0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00),
        new(Compressed, 0x28, 0xB5, 0x2F, 0xFD),
        new(Compressed, 0x04, 0x22, 0x4D, 0x18),
        Signature.Text(Compressed, "LZIP"),
        Signature.TextAt(TarMarkerAt, Tar, "ustar"),
        Signature.Text(Cabinet, "MSCF"),
        Signature.Text(Cabinet, "ISc("),
        Signature.Text(Package, "!<arch>\n"),
        Signature.Text(Package, "xar!"),
        new(Package, 0xED, 0xAB, 0xEE, 0xDB),
        Signature.Text(Disk, "conectix"),
        Signature.Text(Disk, "vhdxfile"),
        Signature.Text(Disk, "MSWIM\0\0\0"),
        Signature.Text(Disk, "QFI\u00FB"),
        Signature.Text(Disk, "KDMV"),
        Signature.Text(Disk, "hsqs"),
        Signature.TextAt(7, Other, "**ACE**"),
        Signature.Text(Other, "070701"),
        Signature.Text(Other, "070702"),
        Signature.Text(Other, "070707"),
        new(Other, 0xC7, 0x71),
        new(Other, 0x60, 0xEA),
    ];

    public static FileType? AtStart(ReadOnlySpan<byte> head)
    {
        foreach (var start in Starts)
        {
            if (start.Fits(head)) return start.Type;
        }
        return OfZip(head) ?? SkippableFrame(head) ?? Lharc(head);
    }

    /// <summary>Office files are ZIP archives, and say what they are by the file that they put first.</summary>
    private static FileType? OfZip(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("PK\u0003\u0004"u8)) return null;
        if (head.Length < ZipNameAt) return Zip;

        var first = head[ZipNameAt..];
        var name = first[..Math.Min(first.Length, BinaryPrimitives.ReadUInt16LittleEndian(head[ZipNameLengthAt..]))];
        if (name.SequenceEqual("mimetype"u8)) return first[name.Length..].StartsWith("application/epub"u8) ? Ebook : OpenDocument;
        if (name.SequenceEqual("[Content_Types].xml"u8) || name.StartsWith("_rels/"u8) || name.StartsWith("word/"u8) || name.StartsWith("xl/"u8) || name.StartsWith("ppt/"u8)) return Office;
        return name.StartsWith("META-INF/"u8) ? Jar : Zip;
    }

    /// <summary>Zstandard and LZ4 allow 16 sorts of frame in front that are passed over (RFC 8878, section 3.1.2).</summary>
    private static FileType? SkippableFrame(ReadOnlySpan<byte> head) =>
        head.Length >= 4 && head[0] is >= 0x50 and <= 0x5F && head[1..4].SequenceEqual((ReadOnlySpan<byte>)[0x2A, 0x4D, 0x18]) ? Compressed : null;

    /// <summary>LHA names its method at byte 2, such as -lh5- or -lzs-.</summary>
    private static FileType? Lharc(ReadOnlySpan<byte> head) =>
        head.Length >= 7 && head[2] == '-' && head[3] == 'l' && head[4] is (byte)'h' or (byte)'z' && head[6] == '-' ? Other : null;

    private static FileType Archive(string name, string phrase) => FileType.NotTaken(name, phrase, ReasonCode.Archive);
}
