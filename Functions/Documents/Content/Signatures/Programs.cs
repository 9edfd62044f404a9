using System.Buffers.Binary;

namespace Glimmerglass.Functions.Documents.Content.Signatures;

/// <summary>What a computer would run: programs, scripts, and shortcuts, which are commands.</summary>
internal static class Programs
{
    // The first Java class files had version 45; a fat Mach-O file has as many parts as there are processors, which is fewer.
    private const uint FirstJavaVersion = 45;

    // PE format, section "MS-DOS stub": the place of the PE header stands at 0x3C.
    private const int PeOffsetAt = 0x3C;

    private static readonly FileType Dos = Program("program", "a program");
    private static readonly FileType Windows = Program("Windows program", "a Windows program");
    private static readonly FileType Linux = Program("Linux program", "a Linux program");
    private static readonly FileType Mac = Program("macOS program", "a macOS program");
    private static readonly FileType Java = Program("Java program", "a Java program");
    private static readonly FileType Android = Program("Android program", "an Android program");
    private static readonly FileType WebAssembly = Program("WebAssembly", "a WebAssembly program");
    private static readonly FileType Flash = Program("Flash", "a Flash program");
    private static readonly FileType PostScript = Program("PostScript", "a PostScript program");
    private static readonly FileType Script = Program("script", "a script");
    private static readonly FileType Batch = Program("batch file", "a Windows batch file");
    private static readonly FileType Php = Program("PHP", "a PHP script");
    private static readonly FileType Registry = Program("registry file", "a Windows registry file");
    private static readonly FileType Shortcut = Program("shortcut", "a Windows shortcut");
    private static readonly FileType Launcher = Program("launcher", "a desktop launcher");
    private static readonly FileType Help = Program("CHM", "a compiled Windows help file");

    private static readonly Signature[] Starts =
    [
        new(Linux, 0x7F, (byte)'E', (byte)'L', (byte)'F'),
        new(Mac, 0xFE, 0xED, 0xFA, 0xCE),
        new(Mac, 0xFE, 0xED, 0xFA, 0xCF),
        new(Mac, 0xCE, 0xFA, 0xED, 0xFE),
        new(Mac, 0xCF, 0xFA, 0xED, 0xFE),
        new(Mac, 0xBE, 0xBA, 0xFE, 0xCA),
        new(Mac, 0xCA, 0xFE, 0xBA, 0xBF),
        new(Mac, 0xBF, 0xBA, 0xFE, 0xCA),
        new(WebAssembly, 0x00, (byte)'a', (byte)'s', (byte)'m'),
        Signature.Text(Android, "dex\n"),
        Signature.Text(Android, "dey\n"),
        Signature.Text(Script, "#!"),
        Signature.Text(Script, "\u001BLua"),
        Signature.Text(Script, "FasdUAS "),
        Signature.Text(PostScript, "%!"),
        Signature.Text(PostScript, "\u0004%!"),
        new(PostScript, 0xC5, 0xD0, 0xD3, 0xC6),
        new(Shortcut, 0x4C, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00),
        Signature.Text(Help, "ITSF"),
    ];

    /// <summary>How texts begin that are run, after a byte order mark and blanks, in any case.</summary>
    private static readonly (string Start, FileType Type)[] TextStarts =
    [
        ("#!", Script),
        ("%!PS", PostScript),
        ("<?php", Php),
        ("<?=", Php),
        ("<%@", Script),
        ("@echo off", Batch),
        ("@echo on", Batch),
        ("@setlocal", Batch),
        ("@powershell", Batch),
        ("[Desktop Entry]", Launcher),
        ("Windows Registry Editor Version", Registry),
        ("REGEDIT4", Registry),
        ("On Error Resume Next", Script),
        ("#requires -", Script),
        ("Set-ExecutionPolicy ", Script),
    ];

    /// <summary>What only a script of Windows says, in any case. A text may mention it, so this counts for what is nothing else.</summary>
    private static readonly string[] ScriptCalls = ["CreateObject(\"WScript.Shell\")", "CreateObject(\"Shell.Application\")", "WScript.CreateObject(", "new ActiveXObject("];

    public static FileType? AtStart(ReadOnlySpan<byte> head)
    {
        foreach (var start in Starts)
        {
            if (start.Fits(head)) return start.Type;
        }
        return Executable(head) ?? JavaOrMac(head) ?? ShockwaveFlash(head);
    }

    /// <param name="text">What <see cref="PlainText.Of"/> made of the head.</param>
    public static FileType? OfText(string text)
    {
        foreach (var (start, type) in TextStarts)
        {
            if (text.StartsWith(start, StringComparison.OrdinalIgnoreCase)) return type;
        }
        return null;
    }

    /// <param name="text">What <see cref="PlainText.Of"/> made of the head of a file of no known type.</param>
    public static FileType? OfUnknownText(string text) => Array.Exists(ScriptCalls, call => text.Contains(call, StringComparison.OrdinalIgnoreCase)) ? Script : null;

    /// <summary>Old programs have no PE header, and that of a new one may stand anywhere, so two letters are enough to be refused.</summary>
    private static FileType? Executable(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("MZ"u8) && !head.StartsWith("ZM"u8)) return null;
        if (head.Length < PeOffsetAt + 4) return Dos;

        var at = BinaryPrimitives.ReadUInt32LittleEndian(head[PeOffsetAt..]);
        return at < head.Length && head[(int)at..].StartsWith("PE\0\0"u8) ? Windows : Dos;
    }

    private static FileType? JavaOrMac(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith((ReadOnlySpan<byte>)[0xCA, 0xFE, 0xBA, 0xBE])) return null;
        return head.Length >= 8 && BinaryPrimitives.ReadUInt32BigEndian(head[4..]) < FirstJavaVersion ? Mac : Java;
    }

    /// <summary>SWF File Format, "The SWF header": whether and how it is compressed, WS, and a version of which there were 50.</summary>
    private static FileType? ShockwaveFlash(ReadOnlySpan<byte> head) =>
        head.Length >= 4 && head[0] is (byte)'F' or (byte)'C' or (byte)'Z' && head[1..3].SequenceEqual("WS"u8) && head[3] is > 0 and <= 50 ? Flash : null;

    private static FileType Program(string name, string phrase) => FileType.NotTaken(name, phrase, ReasonCode.Executable);
}
