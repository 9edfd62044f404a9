using System.Text;

namespace Glimmerglass.Tests.Corpus;

/// <summary>What is never taken, declared truly or hidden under another name.</summary>
public static partial class Cases
{
    private const string Executable = "EXECUTABLE";
    private const string Archive = "ARCHIVE";
    private const string NotTaken = "TYPE_NOT_ALLOWED|TYPE_MISMATCH";
    private const string Shortcut = "WEB_SHORTCUT";

    private static IEnumerable<Case> Foreign => [.. Programs, .. Archives, .. Pages, .. OtherTypes, .. Mixed];

    private static IEnumerable<Case> Programs =>
    [
        Paper("a Windows program named .pdf", Executable, ForeignFile.WindowsProgram),
        Paper("a Linux program named .pdf", Executable, ForeignFile.LinuxProgram),
        Paper("a Mac program of 64 bits named .pdf", Executable, () => ForeignFile.MacProgram()),
        Paper("a Mac program of 32 bits named .pdf", Executable, () => ForeignFile.MacProgram(wide: false)),
        Paper("a Mac program, big endian, named .pdf", Executable, () => ForeignFile.MacProgram(bigEndian: true)),
        Paper("a Mac program for several processors named .pdf", Executable, ForeignFile.MacUniversalProgram),
        Jpeg("a shell script named .jpg", Executable, () => Octets.Latin("#!/bin/sh\nrm -rf /tmp/x\n")),
        Jpeg("a Python script named .jpg", Executable, () => Octets.Latin("#!/usr/bin/env python3\nprint('hi')\n")),
        Paper("a Windows batch file named .pdf", "EXECUTABLE|TYPE_MISMATCH", () => Octets.Latin("@echo off\r\nstart calc.exe\r\n")),
        Paper("a PHP script named .pdf", "EXECUTABLE|TYPE_MISMATCH", () => Octets.Latin("<?php system($_GET['c']); ?>")),
        Paper("a Java class named .pdf", Executable, () => [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 0x41, .. Octets.Noise(200)]),
        Paper("a WebAssembly module named .pdf", "EXECUTABLE|TYPE_MISMATCH", () => [0, .. "asm"u8, 1, 0, 0, 0, .. Octets.Noise(50)]),
        Paper("a Windows program, declared truly", Executable, ForeignFile.WindowsProgram) with { FileName = "setup.exe", ContentType = "application/x-msdownload" },
        Paper("a Windows link to a program named .pdf", "EXECUTABLE|WEB_SHORTCUT|TYPE_MISMATCH", ForeignFile.WindowsLink),
        Paper("the two letters MZ and noise named .pdf", "EXECUTABLE|TYPE_MISMATCH", () => Octets.Of(Octets.Latin("MZ"), Octets.Noise(500))),
    ];

    private static IEnumerable<Case> Archives =>
    [
        Paper("a ZIP named .pdf", Archive, () => ForeignFile.Zip()),
        Paper("an empty ZIP named .pdf", Archive, () => ForeignFile.Zip()[..0].Concat(Octets.Of(Octets.Latin("PK\u0005\u0006"), new byte[18])).ToArray()),
        Paper("a Word file named .pdf", Archive, () => ForeignFile.Zip(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w:document/>"))),
        Paper("an OpenDocument file named .pdf", Archive, () => ForeignFile.Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>"))),
        Paper("a Java archive named .pdf", Archive, () => ForeignFile.Zip(("META-INF/MANIFEST.MF", "Manifest-Version: 1.0"))),
        Paper("a RAR 5 named .pdf", Archive, () => Octets.Of(Octets.Latin("Rar!\u001A\u0007\u0001\0"), Octets.Noise(100))),
        Paper("a 7-Zip named .pdf", Archive, () => [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4, .. Octets.Noise(100)]),
        Paper("a gzip named .pdf", Archive, () => ForeignFile.Gzip(Octets.Latin("hello"))),
        Paper("a tape archive named .pdf", "ARCHIVE|TYPE_MISMATCH", ForeignFile.Tar),
        Paper("a bzip2 named .pdf", "ARCHIVE|TYPE_MISMATCH", () => Octets.Of(Octets.Latin("BZh91AY&SY"), Octets.Noise(100))),
        Paper("an xz named .pdf", "ARCHIVE|TYPE_MISMATCH", () => [0xFD, .. "7zXZ\0"u8, 0, 4, .. Octets.Noise(100)]),
        Paper("a cabinet named .pdf", "ARCHIVE|TYPE_MISMATCH", () => Octets.Of(Octets.Latin("MSCF\0\0\0\0"), Octets.Noise(100))),
        Paper("an old Word file named .pdf", "ARCHIVE|TYPE_MISMATCH|TYPE_NOT_ALLOWED", ForeignFile.OldOffice),
        Paper("a spreadsheet, declared truly", "ARCHIVE|TYPE_NOT_ALLOWED", () => ForeignFile.Zip(("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<x/>"))) with { FileName = "list.xlsx", ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
        Paper("a ZIP with a PDF in it, declared as PDF", Archive, () => ForeignFile.Zip(("paper.pdf", Encoding.Latin1.GetString(PdfPaper.OnePage().Bytes)))),
    ];

    private static IEnumerable<Case> Pages =>
    [
        Paper("an HTML page named .pdf", NotTaken, () => Octets.Latin("<!DOCTYPE html><html><body>hi</body></html>")),
        Paper("an HTML page after a mark and blanks, named .pdf", NotTaken, () => Octets.Latin("\u00EF\u00BB\u00BF \r\n\t<HTML><script>alert(1)</script></HTML>")),
        Paper("an HTML page in UTF-16 named .pdf", NotTaken, () => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<html><body>hi</body></html>")]),
        Paper("an HTML page after a long comment, named .pdf", NotTaken, () => Octets.Latin("<!--" + new string('x', 3000) + "--><html></html>")),
        Paper("a bare script element named .pdf", NotTaken, () => Octets.Latin("<script>alert(1)</script>")),
        Png("an SVG drawing named .png", NotTaken, () => Octets.Latin("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")),
        Paper("an SVG drawing, declared truly", "TYPE_NOT_ALLOWED", () => Octets.Latin("<svg xmlns='http://www.w3.org/2000/svg'/>")) with { FileName = "plan.svg", ContentType = "image/svg+xml" },
        Paper("an XML file named .pdf", NotTaken, () => Octets.Latin("<?xml version='1.0'?><order/>")),
        Paper("a Windows web shortcut named .pdf", Shortcut, () => Octets.Latin("[InternetShortcut]\r\nURL=https://example.org/\r\n")),
        Paper("a Windows web shortcut in UTF-16 named .pdf", Shortcut, () => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("[InternetShortcut]\r\nURL=https://example.org/\r\n")]),
        Paper("a Windows web shortcut after another section named .pdf", Shortcut, () => Octets.Latin("[{000214A0-0000-0000-C000-000000000046}]\r\nProp3=19,2\r\n[internetshortcut]\r\nIDList=\r\nurl = https://example.org/\r\n")),
        Paper("a macOS web shortcut named .pdf", Shortcut, () => Octets.Latin("<?xml version='1.0'?><plist version='1.0'><dict><key>URL</key><string>https://example.org</string></dict></plist>")),
        Paper("a desktop entry of Linux named .pdf", "WEB_SHORTCUT|TYPE_MISMATCH|EXECUTABLE", () => Octets.Latin("[Desktop Entry]\nType=Link\nURL=https://example.org\n")),
    ];

    private static IEnumerable<Case> OtherTypes =>
    [
        Paper("plain text named .pdf", "TYPE_MISMATCH", () => Octets.Latin("Dear Sir or Madam,\n")),
        Paper("plain text, declared truly", "TYPE_NOT_ALLOWED", () => Octets.Latin("Dear Sir or Madam,\n")) with { FileName = "a.txt", ContentType = "text/plain" },
        Paper("a TIFF named .pdf", NotTaken, () => Octets.Of(ExifFile.Tiff(false))),
        Paper("a bitmap named .pdf", NotTaken, () => Octets.Of(Octets.Latin("BM"), Octets.Little32(70), new byte[64])),
        Paper("an RTF named .pdf", NotTaken, () => Octets.Latin(@"{\rtf1\ansi hello}")),
        Paper("a PostScript file named .pdf", NotTaken, () => Octets.Latin("%!PS-Adobe-3.0\nshowpage\n")),
        Paper("a mail named .pdf", NotTaken, () => Octets.Latin("From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<html>")),
        Heic("an AVIF named .heic", NotTaken, () => IsoFile.Heic(64, 48, major: "avif")),
        Mp4("an AVI named .mp4", NotTaken, () => Octets.Of(Octets.Latin("RIFF"), Octets.Little32(500), Octets.Latin("AVI LIST"), Octets.Noise(488))),
        Mp4("a Matroska named .mp4", NotTaken, () => EbmlFile.Movie("matroska")),
        Mp4("an audio file of MP4", NotTaken, () => Octets.Of(IsoFile.Brands("M4A ", "M4A ", "isom"), IsoFile.Movie(0, 0, 0), IsoFile.Box("mdat", Octets.Noise(500)))),
        Paper("noise named .pdf", "TYPE_MISMATCH", () => [0, .. Octets.Noise(5000)]),
        Paper("zero bytes named .pdf", "TYPE_MISMATCH", () => new byte[5000]),
        Paper("one byte named .pdf", "TYPE_MISMATCH", () => [(byte)'%']),
        Paper("the EICAR test virus named .pdf", "TEST_VIRUS", () => Octets.Latin(TestVirus)),
        Paper("the EICAR test virus within a PDF", "TEST_VIRUS", () => PdfPaper.OnePage().WithStream(6, "", Octets.Latin(TestVirus)).Bytes),
    ];

    // Two halves, joined only at run time: a virus scanner would take away a source file or a library that holds the whole string.
    private static string TestVirus => string.Join("EICAR-", @"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");

    private static IEnumerable<Case> Mixed =>
    [
        Jpeg("a PNG named .jpg", "TYPE_MISMATCH", () => PngFile.Grey(64, 48)),
        Png("a JPEG named .png", "TYPE_MISMATCH", () => JpegFile.Grey(64, 48)),
        Jpeg("a PDF named .jpg", "TYPE_MISMATCH", () => PdfPaper.OnePage().Bytes),
        Paper("a JPEG named .pdf", "TYPE_MISMATCH", () => JpegFile.Grey(64, 48)),
        Gif("a WebP named .gif", "TYPE_MISMATCH", () => WebPFile.Riff(WebPFile.Lossless(64, 48))),
        Jpeg("a HEIC named .jpg, as some phones send it", "TYPE_MISMATCH", () => IsoFile.Heic(640, 480)),
        WebM("an MP4 named .webm", "TYPE_MISMATCH", () => IsoFile.Mp4()),
    ];
}
