using System.Text;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Tests.Rules;

/// <summary>What is named in a refusal, by its first bytes, and the code that programs and archives are refused with.</summary>
public class FileSignatureTests
{
    public static TheoryData<string, string> Programs => new()
    {
        { "program", "MZ" },
        { "program", "MZ" + Zeros(58) + "\u0040\0\0\0" + "NE\0\0" },
        { "program", "MZ" + Zeros(58) + "\u00FF\u00FF\u00FF\u00FF" },
        { "Windows program", "MZ" + Zeros(58) + "\u0040\0\0\0" + "PE\0\0" },
        { "Linux program", "\u007FELF\u0002" },
        { "macOS program", "\u00FE\u00ED\u00FA\u00CE" },
        { "macOS program", "\u00CF\u00FA\u00ED\u00FE" },
        { "macOS program", "\u00CA\u00FE\u00BA\u00BE\0\0\0\u0002" },
        { "Java program", "\u00CA\u00FE\u00BA\u00BE\0\0\0\u0034" },
        { "Android program", "dex\n035\0" },
        { "WebAssembly", "\0asm\u0001\0\0\0" },
        { "Flash", "CWS\u000A" },
        { "script", "#!/bin/sh\n" },
        { "script", "\u00EF\u00BB\u00BF#!/usr/bin/env python3\n" },
        { "script", "<%@ Page Language=\"C#\" %>" },
        { "script", "On Error Resume Next\r\n" },
        { "script", "Set shell = CreateObject(\"WScript.Shell\")\r\nshell.Run \"calc\"" },
        { "PHP", "\r\n <?php echo 1;" },
        { "batch file", "@ECHO OFF\r\n" },
        { "batch file", "\u00FF\u00FE@\0e\0c\0h\0o\0 \0o\0f\0f\0" },
        { "registry file", "Windows Registry Editor Version 5.00\r\n" },
        { "shortcut", "L\0\0\0\u0001\u0014\u0002\0\0\0\0\0" },
        { "launcher", "[Desktop Entry]\nExec=sh\n" },
        { "PostScript", "%!PS-Adobe-3.0 EPSF-3.0\n" },
        { "PostScript", "\u00C5\u00D0\u00D3\u00C6" },
        { "CHM", "ITSF\u0003" },
        { "HTA", "<html><hta:application id=x>" },
        { "WSF", "<job><script language=\"VBScript\">" },
    };

    public static TheoryData<string, string> Archives => new()
    {
        { "ZIP", "PK\u0003\u0004" },
        { "ZIP", LocalFile("a.txt") },
        { "ZIP", "PK\u0005\u0006" + Zeros(18) },
        { "ZIP", "PK\u0007\u0008PK\u0003\u0004" },
        { "Office", LocalFile("[Content_Types].xml") },
        { "OpenDocument", LocalFile("mimetype") + "application/vnd.oasis.opendocument.text" },
        { "EPUB", LocalFile("mimetype") + "application/epub+zip" },
        { "JAR", LocalFile("META-INF/MANIFEST.MF") },
        { "RAR", "Rar!\u001A\u0007\0" },
        { "RAR", "Rar!\u001A\u0007\u0001\0" },
        { "7z", "7z\u00BC\u00AF\u0027\u001C" },
        { "compressed file", "\u001F\u008B\u0008" },
        { "compressed file", "\u001F\u009D\u0090" },
        { "compressed file", "BZh91AY&SY" },
        { "compressed file", "\u00FD7zXZ\0" },
        { "compressed file", "\u0028\u00B5\u002F\u00FD" },
        { "compressed file", "\u0050\u002A\u004D\u0018" },
        { "compressed file", "\u0004\u0022\u004D\u0018" },
        { "tar", "letter.txt" + Zeros(247) + "ustar\0" },
        { "cabinet", "MSCF\0\0\0\0" },
        { "package", "!<arch>\ndebian-binary" },
        { "package", "xar!" },
        { "disk image", "vhdxfile" },
        { "archive", "\u0020\u0030-lh5-" },
        { "archive", "\0\0\0\0\0\0\0**ACE**" },
        { "archive", "070701" },
    };

    public static TheoryData<string, string> Others => new()
    {
        { "old Office", "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1" },
        { "OneNote", "\u00E4\u0052\u005C\u007B\u008C\u00D8\u00A7\u004D" },
        { "RTF", "{\\rtf1\\ansi" },
        { "mail", "MIME-Version: 1.0\r\n" },
        { "CAD", "AC1032" },
        { "database", "SQLite format 3\0" },
        { "database", "\0\u0001\0\0Standard Jet DB\0" },
        { "font", "\0\u0001\0\0\0\u0010" },
        { "font", "wOF2" },
        { "contact", "BEGIN:VCARD\r\n" },
        { "plist", "bplist00" },
        { "plist", "<?xml version=\"1.0\"?><!DOCTYPE plist><plist/>" },
        { "TIFF", "II*\0\u0008\0\0\0" },
        { "TIFF", "MM\0*" },
        { "raw", "II*\0\u0010\0\0\0CR\u0002\0" },
        { "BMP", "BM\u0036\u0010\0\0\0\0\0\0\u0036\0\0\0\u0028\0\0\0" },
        { "icon", "\0\0\u0001\0\u0002\0" },
        { "PSD", "8BPS\0\u0001" },
        { "JPEG 2000", "\0\0\0\u000CjP  \r\n\u0087\n" },
        { "JPEG XL", "\u00FF\u000A" },
        { "metafile", "\u00D7\u00CD\u00C6\u009A" },
        { "FLV", "FLV\u0001" },
        { "Windows Media", "\u0030\u0026\u00B2\u0075\u008E\u0066\u00CF\u0011" },
        { "MPEG", "\0\0\u0001\u00BA" },
        { "MPEG", "G" + Zeros(187) + "G" + Zeros(187) + "G" },
        { "MPEG", Zeros(4) + "G" + Zeros(191) + "G" + Zeros(191) + "G" },
        { "Ogg", "OggS" },
        { "MP3", "ID3\u0004" },
        { "MP3", "\u00FF\u00FB\u0090\0" },
        { "sound", "fLaC" },
        { "sound", "#!AMR\n" },
        { "WAV", "RIFF\0\0\0\0WAVEfmt " },
        { "raw", "\0\0\0\u0018ftypcrx \0\0\0\u0001crx isom" },
        { "HTML", "<!-- saved --><HTML>" },
        { "SVG", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>" },
        { "XML", "<?xml version=\"1.0\"?><order/>" },
    };

    /// <summary>Texts and bytes that begin nearly like one of the above.</summary>
    public static TheoryData<string> Unknown =>
    [
        "BMW i3, paid", "An order for a pool", "\u00FF\u00FEA\0n\0", "\u00FF\u00FB\u00F0", "CWS\u0080", "FWS", "G" + Zeros(400), "\0\0\u0001\0\0\0", "RE~", "Rar",
        "echo off", "mimetype", "We use CreateObject", "\0\0\0\u0018ftypxxxx\0\0\0\0yyyyzzzz", "letter" + Zeros(250) + "ustar",
    ];

    [Theory, MemberData(nameof(Programs))]
    public void A_program_is_named_and_refused_as_one(string name, string head) => Assert.Equal((name, "EXECUTABLE"), Recognised(head));

    [Theory, MemberData(nameof(Archives))]
    public void An_archive_is_named_and_refused_as_one(string name, string head) => Assert.Equal((name, "ARCHIVE"), Recognised(head));

    [Theory, MemberData(nameof(Others))]
    public void A_format_that_is_not_taken_is_named(string name, string head) => Assert.Equal((name, null), Recognised(head));

    [Theory, MemberData(nameof(Unknown))]
    public void What_only_looks_alike_is_of_no_known_type(string head) => Assert.Equal((null, null), Recognised(head));

    [Theory]
    [InlineData("@echo off\r\n")]
    [InlineData("#!/bin/sh\n")]
    [InlineData("MZ")]
    [InlineData("{\\rtf1 ")]
    public void What_stands_first_wins_over_a_PDF_header_behind_it(string start) => Assert.NotEqual("PDF", Recognised(start + "%PDF-1.7\n").Name);

    private static (string? Name, string? Code) Recognised(string head)
    {
        var type = FileSignature.Recognise(Encoding.Latin1.GetBytes(head));
        Assert.True(type is null or { Family: FileFamily.Foreign });
        return (type?.Name, type is null ? null : ContentReason.ProgramOrArchive(type, "")?.Code);
    }

    private static string LocalFile(string name) => "PK\u0003\u0004" + Zeros(22) + (char)name.Length + Zeros(3) + name;

    private static string Zeros(int count) => new('\0', count);
}
