using System.IO.Compression;

namespace Glimmerglass.Tests.Corpus;

/// <summary>Builds the heads, and where it is little work the whole, of files that are never taken.</summary>
public static class ForeignFile
{
    public static byte[] Zip(params IReadOnlyList<(string Name, string Text)> entries)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries.Count > 0 ? entries : [("readme.txt", "hello")])
            {
                var entry = archive.CreateEntry(name);
                entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(Octets.Latin(text));
            }
        }
        return packed.ToArray();
    }

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>A header of MS-DOS that names the one of Windows, with one section.</summary>
    public static byte[] WindowsProgram()
    {
        var program = new byte[1024];
        "MZ"u8.CopyTo(program);
        Octets.Little32(0x80).CopyTo(program, 0x3C);
        "This program cannot be run in DOS mode.\r\n$"u8.CopyTo(program.AsSpan(0x4E));
        byte[] head = [.. "PE\0\0"u8, 0x64, 0x86, 1, 0, .. new byte[12], 0xF0, 0, 0x22, 0, 0x0B, 0x02];
        head.CopyTo(program, 0x80);
        return program;
    }

    public static byte[] LinuxProgram() => [0x7F, .. "ELF"u8, 2, 1, 1, .. new byte[9], 2, 0, 0x3E, 0, 1, 0, 0, 0, .. Octets.Noise(200)];

    public static byte[] MacProgram(bool wide = true, bool bigEndian = false)
    {
        byte[] magic = wide ? [0xCF, 0xFA, 0xED, 0xFE] : [0xCE, 0xFA, 0xED, 0xFE];
        return [.. bigEndian ? magic.Reverse() : magic, 7, 0, 0, 1, 3, 0, 0, 0, 2, 0, 0, 0, .. Octets.Noise(200)];
    }

    public static byte[] MacUniversalProgram() => [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 2, .. Octets.Noise(200)];

    /// <summary>A tape archive of one file, with the sum over its header.</summary>
    public static byte[] Tar()
    {
        var header = new byte[512];
        "readme.txt"u8.CopyTo(header);
        "0000644\0"u8.CopyTo(header.AsSpan(100));
        "00000000005\0"u8.CopyTo(header.AsSpan(124));
        "        "u8.CopyTo(header.AsSpan(148));
        "0ustar\000"u8.ToArray().CopyTo(header, 156);
        header[156] = (byte)'0';
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        "00"u8.CopyTo(header.AsSpan(263));
        Octets.Latin(Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return [.. header, .. "hello"u8, .. new byte[507], .. new byte[1024]];
    }

    /// <summary>A compound file, as the Office of before 2007 wrote it.</summary>
    public static byte[] OldOffice() => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[16], 0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, .. new byte[1504]];

    public static byte[] WindowsLink() => [0x4C, 0, 0, 0, 0x01, 0x14, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46, .. new byte[200]];
}
