using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Documents.Content;
using Glimmerglass.Tests.Rules.Pictures;

namespace Glimmerglass.Tests.Rules;

public class FileCheckTests
{
    private static readonly byte[] Virus = [.. @"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-"u8, .. "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"u8];
    private static readonly byte[] Pdf = Papers.Pdf();
    private static readonly byte[] Jpeg = Picture.Jpeg();
    private static readonly byte[] Mp4 = Papers.Video(1000);
    private static readonly Limits Limits = new();

    [Fact]
    public void A_PDF_that_is_what_it_claims_is_accepted()
    {
        var verdict = Judge(Pdf, "invoice.pdf", "application/pdf");

        Assert.Equal(DocumentState.Accepted, verdict.State);
        Assert.Empty(verdict.Reasons);
        Assert.Equal("application/pdf", verdict.ContentType);
        Assert.Equal(Pdf.Length, verdict.SizeBytes);
        Assert.Equal(SHA256.HashData(Pdf), verdict.Sha256);
    }

    [Theory]
    [InlineData("scan.jpg", "image/jpeg")]
    [InlineData("scan.JPEG", "IMAGE/JPEG")]
    [InlineData("scan", "image/jpg; q=1")]
    [InlineData("Mr. Smith, paid", "image/jpeg")]
    [InlineData("scan.jpg. ", "image/jpeg")]
    public void A_JPEG_may_have_either_of_its_names_or_none(string fileName, string contentType) =>
        Assert.Equal(DocumentState.Accepted, Judge(Jpeg, fileName, contentType).State);

    [Theory]
    [InlineData("photo.png", "image/jpeg")]
    [InlineData("photo.jpg.exe", "image/jpeg")]
    [InlineData("photo.jpg", "image/png")]
    [InlineData("photo.pdf", "application/pdf")]
    public void Declared_type_extension_and_content_must_agree(string fileName, string contentType) =>
        Assert.Equal(["TYPE_MISMATCH"], Codes(Judge(Jpeg, fileName, contentType)));

    [Fact]
    public void A_sentence_says_what_was_claimed_what_it_is_and_what_to_do()
    {
        var reason = Assert.Single(Judge(Jpeg, "paid.pdf", "application/pdf").Reasons);

        Assert.Equal("It was declared as a PDF document, but its content is a JPEG picture. Open the file, save it as what it claims to be, and upload that; "
            + "renaming is not enough.", reason.Message);
    }

    [Fact]
    public void A_video_is_for_media_kinds_only()
    {
        Assert.Equal(["TYPE_NOT_ALLOWED"], Codes(Judge(Mp4, "dig.mp4", "video/mp4")));
        Assert.Equal(DocumentState.Accepted, Judge(Mp4, "dig.m4v", "video/mp4", "SITE_MEDIA").State);
        Assert.Equal(["TYPE_NOT_ALLOWED"], Codes(Judge(Mp4, "dig.mp4", "video/mp4", "MEDIA")));
    }

    [Fact]
    public void An_empty_file_is_EMPTY_and_no_type_is_guessed()
    {
        var verdict = Judge([], "invoice.pdf", "application/pdf");

        Assert.Equal(["EMPTY"], Codes(verdict));
        Assert.Null(verdict.ContentType);
    }

    [Theory]
    [InlineData(25L << 20, "PDF", true)]
    [InlineData((25L << 20) + 1, "PDF", false)]
    [InlineData((25L << 20) + 1, "MP4", true)]
    [InlineData(500L << 20, "MP4", true)]
    [InlineData((500L << 20) + 1, "MP4", false)]
    public void The_limit_follows_from_what_the_content_is(long sizeBytes, string type, bool fits)
    {
        var (fileType, fileName, contentType) = type == "PDF" ? (FileType.Pdf, "a.pdf", "application/pdf") : (FileType.Mp4, "a.mp4", "video/mp4");
        var announced = new Announced("SITE_MEDIA", fileName, contentType, sizeBytes, null);

        var verdict = FileCheck.Judge(announced, new ScannedContent(sizeBytes, new byte[32], fileType, [], []), Limits);

        Assert.Equal(fits ? [] : ["TOO_LARGE"], Codes(verdict));
    }

    [Theory]
    [InlineData(31_457_280, "30 MB")]
    [InlineData((25 << 20) + 1, "25.1 MB")]
    public void A_limit_is_told_in_megabytes(long sizeBytes, string told)
    {
        var announced = new Announced("QUOTE", "a.pdf", "application/pdf", sizeBytes, null);

        var verdict = FileCheck.Judge(announced, new ScannedContent(sizeBytes, new byte[32], FileType.Pdf, [], []), Limits);

        Assert.StartsWith($"The limit for a PDF document is 25 MB, and this file has {told}.", Assert.Single(verdict.Reasons).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_size_or_hash_than_announced_is_refused()
    {
        var announced = new Announced("QUOTE", "a.pdf", "application/pdf", Pdf.Length + 1, SHA256.HashData(Jpeg));

        Assert.Equal(["SIZE_MISMATCH", "HASH_MISMATCH"], Codes(FileCheck.Judge(announced, Scan(Pdf), Limits)));
        Assert.Empty(Codes(FileCheck.Judge(announced with { SizeBytes = Pdf.Length, Sha256 = SHA256.HashData(Pdf) }, Scan(Pdf), Limits)));
    }

    [Theory]
    [InlineData("page.url")]
    [InlineData("page.URL")]
    [InlineData("page.WebLoc")]
    [InlineData("page.url. .")]
    public void A_web_shortcut_is_known_by_its_name(string fileName) =>
        Assert.Contains("WEB_SHORTCUT", Codes(Judge(Pdf, fileName, "application/pdf")));

    [Fact]
    public void A_web_shortcut_by_name_and_by_content_is_one_reason()
    {
        var verdict = Judge([.. "[InternetShortcut]\nURL=https://example.com/"u8], "page.url", "text/plain");

        Assert.Equal(["TYPE_NOT_ALLOWED", "WEB_SHORTCUT"], Codes(verdict));
    }

    [Fact]
    public void The_test_virus_is_infected_whatever_else_is_wrong()
    {
        var clean = Judge([.. Pdf, .. Virus], "invoice.pdf", "application/pdf");
        var wrong = Judge([.. Jpeg, .. Virus], "invoice.pdf", "application/pdf");

        Assert.Equal(DocumentState.Infected, clean.State);
        Assert.Equal(["TEST_VIRUS"], Codes(clean));
        Assert.Equal(DocumentState.Infected, wrong.State);
        Assert.Equal(["TYPE_MISMATCH", "TEST_VIRUS"], Codes(wrong));
    }

    [Fact]
    public void All_reasons_are_given_at_once_in_a_stable_order()
    {
        byte[] content = [.. "[InternetShortcut]\nURL=https://example.com/\n"u8, .. Virus];
        var announced = new Announced("QUOTE", "a.mp4", "video/mp4", 1, new byte[32]);

        var verdict = FileCheck.Judge(announced, Scan(content), new Limits(PaperMaxBytes: 10));

        Assert.Equal(["TOO_LARGE", "SIZE_MISMATCH", "HASH_MISMATCH", "TYPE_NOT_ALLOWED", "TYPE_MISMATCH", "WEB_SHORTCUT", "TEST_VIRUS"], Codes(verdict));
    }

    [Fact]
    public void What_is_larger_than_its_kind_takes_need_not_be_read()
    {
        var paper = new Announced("QUOTE", "a.pdf", "application/pdf", 1000, null);

        var verdict = FileCheck.JudgeUnread(paper, (25L << 20) + 1, Limits);

        Assert.Equal(["TOO_LARGE", "SIZE_MISMATCH"], Codes(verdict!));
        Assert.Equal(DocumentState.Rejected, verdict!.State);
        Assert.Null(FileCheck.JudgeUnread(paper, 25L << 20, Limits));
        Assert.Null(FileCheck.JudgeUnread(paper with { Kind = "SITE_MEDIA" }, 100L << 20, Limits));
    }

    [Fact]
    public void A_file_that_changes_while_it_is_checked_is_rejected()
    {
        var verdict = FileCheck.ChangedWhileChecking(12);

        Assert.Equal(DocumentState.Rejected, verdict.State);
        Assert.Equal(["CHANGED_WHILE_CHECKING"], Codes(verdict));
        Assert.Equal(12, verdict.SizeBytes);
    }

    [Fact]
    public void Any_bytes_under_any_name_end_in_a_verdict()
    {
        var starts = Gen.Elements<byte[]>([], Pdf, Jpeg, Mp4, [0x1A, 0x45, 0xDF, 0xA3], [0, 0, 0, 1, .. "ftyp"u8], [.. "<?xml"u8], [.. "[InternetShortcut]"u8], [.. "bplist00"u8]);
        var contents = from start in starts from rest in ArbMap.Default.GeneratorFor<byte[]>() select start.Concat(rest).ToArray();
        var names = ArbMap.Default.ArbFor<string?>().Generator.Select(name => name ?? "");

        Prop.ForAll(contents.ToArbitrary(), names.ToArbitrary(), names.ToArbitrary(), (bytes, fileName, contentType) =>
        {
            var verdict = Judge(bytes, fileName, contentType);
            Assert.Equal(verdict.Reasons.Count == 0, verdict.State == DocumentState.Accepted);
            Assert.All(verdict.Reasons, reason => Assert.EndsWith(".", reason.Message, StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();
    }

    private static Verdict Judge(byte[] content, string fileName, string contentType, string kind = "PROOF_OF_PAYMENT") =>
        FileCheck.Judge(new Announced(kind, fileName, contentType, content.Length, null), Scan(content), Limits);

    private static ScannedContent Scan(byte[] content)
    {
        using var scan = new ContentScan(content.Length);
        scan.Append(content);
        return scan.Finish();
    }

    private static IEnumerable<string> Codes(Verdict verdict) => verdict.Reasons.Select(reason => reason.Code);
}
