using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Tests.Rules.Pictures;

public class ArchiveAtEndTests
{
    private static readonly byte[] Pdf = [.. "%PDF-1.4\n"u8, .. new byte[100], .. "\n%%EOF\n"u8];

    [Fact]
    public void An_archive_behind_anything_is_found()
    {
        Assert.True(Finds(Zip(1, 10)));
        Assert.True(Finds([.. Pdf, .. Zip(1, 10)]));
        Assert.True(Finds([.. Pdf, .. Zip(3, 100_000), .. "\r\n"u8]));
        Assert.True(Finds([.. new byte[200_000], .. Zip(0, 0)]));
        Assert.True(Finds([.. Pdf, .. Zip(1, 10)[..^2], 0xFF, 0xFF, .. new byte[65_535]]));
    }

    [Fact]
    public void An_archive_whose_directory_is_longer_than_what_is_kept_is_found() => Assert.True(Finds([.. Pdf, .. Zip(2_000, 1)]));

    [Fact]
    public void An_archive_with_the_longer_fields_is_found()
    {
        byte[] locator = [.. "PK\u0006\u0007"u8, .. new byte[16]];
        byte[] record = [.. "PK\u0005\u0006"u8, 0, 0, 0, 0, .. Enumerable.Repeat((byte)0xFF, 12), 0, 0];

        Assert.True(Finds([.. Pdf, .. locator, .. record]));
        Assert.False(Finds([.. Pdf, .. new byte[20], .. record]));
    }

    [Fact]
    public void Bytes_that_only_look_like_the_record_are_none()
    {
        Assert.False(Finds([]));
        Assert.False(Finds([.. "PK\u0005\u0006"u8]));
        Assert.False(Finds([.. Pdf, .. "PK\u0005\u0006"u8, .. RandomNumberGenerator.GetBytes(18).Select(next => (byte)(next | 1))]));
        Assert.False(Finds([.. Pdf, .. "PK\u0005\u0006\0\0\0\0\u0001\0\u0001\0"u8, 50, 0, 0, 0, 9, 0, 0, 0, 0, 0]));
        Assert.False(Finds([.. Pdf, .. "PK\u0005\u0006"u8, .. new byte[16], 9, 0]));
        Assert.False(Finds([.. Zip(1, 10), .. new byte[70_000]]));
    }

    [Fact]
    public void Random_bytes_are_none() => Assert.All(Enumerable.Range(0, 20), _ => Assert.False(Finds(RandomNumberGenerator.GetBytes(100_000))));

    [Fact]
    public void A_document_with_an_archive_at_its_end_is_two_things()
    {
        byte[] picture = [.. Picture.Jpeg(3, 2, Picture.Segment(0xFE, Zip(1, 10)))];

        Assert.Equal("ARCHIVE TYPE_MISMATCH", Scanned.Codes(picture));
        Assert.Equal("ARCHIVE", Scanned.Codes(Zip(1, 10)));
    }

    private static bool Finds(byte[] bytes)
    {
        var answers = new[] { 7, 4096, int.MaxValue }.Select(size => Finds(bytes, size)).Distinct();
        return Assert.Single(answers);
    }

    private static bool Finds(byte[] bytes, int bufferBytes)
    {
        var recogniser = new ArchiveAtEnd(bytes.Length);
        foreach (var buffer in bytes.Chunk(Math.Min(bufferBytes, Math.Max(1, bytes.Length)))) recogniser.Append(buffer);
        return recogniser.Finish().Reasons.Count > 0;
    }

    private static byte[] Zip(int files, int bytesEach)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            for (var file = 0; file < files; file++)
            {
                using var content = archive.CreateEntry(Encoding.ASCII.GetString("a file with a long name "u8) + file).Open();
                content.Write(RandomNumberGenerator.GetBytes(bytesEach));
            }
        }
        return stream.ToArray();
    }
}
