using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Functions.Documents;

namespace Glimmerglass.Tests.Rules;

public class FileCheckAnnouncementTests
{
    private static readonly Limits Limits = new();

    [Theory]
    [InlineData("invoice.pdf", "application/pdf")]
    [InlineData("invoice.PDF", "application/pdf")]
    [InlineData("invoice", "application/pdf")]
    [InlineData("IMG_1.HEIF", "image/heic")]
    [InlineData("Überweisung für Pool 💧.jpeg", "image/jpeg")]
    public void A_file_of_an_allowed_type_gets_a_slot(string fileName, string contentType) => Assert.Empty(Refuse(fileName, contentType));

    [Theory]
    [InlineData("clip.mp4", "video/mp4")]
    [InlineData("clip.m4v", "video/mp4")]
    [InlineData("clip.qt", "video/quicktime")]
    [InlineData("clip.webm", "video/webm")]
    public void A_video_gets_a_slot_for_media_kinds_only(string fileName, string contentType)
    {
        Assert.Empty(Refuse(fileName, contentType, "SITE_MEDIA"));
        Assert.Equal(["contentType"], Refuse(fileName, contentType));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" . ")]
    [InlineData("a/b.pdf")]
    [InlineData("..\\b.pdf")]
    [InlineData("a\nb.pdf")]
    [InlineData("a\u0000b.pdf")]
    [InlineData("a\u0085b.pdf")]
    [InlineData("a\u2028b.pdf")]
    [InlineData("gpj\u202Eb.pdf")]
    [InlineData("a\u2066b.pdf")]
    [InlineData("a\u061Cb.pdf")]
    [InlineData("page.url")]
    [InlineData("page.WEBLOC ")]
    [InlineData("photo.jpg")]
    [InlineData("invoice.pdf.exe")]
    public void A_name_that_hides_or_denies_the_type_is_refused(string fileName) => Assert.Equal(["fileName"], Refuse(fileName, "application/pdf"));

    [Fact]
    public void A_name_may_have_200_characters()
    {
        Assert.Empty(Refuse(new string('a', 196) + ".pdf", "application/pdf"));
        Assert.Equal(["fileName"], Refuse(new string('a', 197) + ".pdf", "application/pdf"));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => Assert.Equal(["fileName"], Refuse("a\uD83D.pdf", "application/pdf"));

    [Theory]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("image/svg+xml")]
    [InlineData("application/octet-stream")]
    [InlineData("application/pdf;\r\nx-ms-blob-type: PageBlob")]
    [InlineData("application/pdf; \u0000")]
    [InlineData("application/pdf; ä")]
    [InlineData("application/pdf;                                                                                                     ")]
    public void A_type_that_no_kind_takes_is_refused(string contentType) => Assert.Equal(["contentType"], Refuse("a.pdf", contentType));

    [Theory]
    [InlineData(0, "application/pdf", "a.pdf", false)]
    [InlineData(-1, "application/pdf", "a.pdf", false)]
    [InlineData(1, "application/pdf", "a.pdf", true)]
    [InlineData(25L << 20, "application/pdf", "a.pdf", true)]
    [InlineData((25L << 20) + 1, "application/pdf", "a.pdf", false)]
    [InlineData(500L << 20, "video/mp4", "a.mp4", true)]
    [InlineData((500L << 20) + 1, "video/mp4", "a.mp4", false)]
    [InlineData(long.MaxValue, "video/mp4", "a.mp4", false)]
    public void The_size_is_judged_by_the_declared_type(long sizeBytes, string contentType, string fileName, bool fits)
    {
        var refused = FileCheck.RefuseAnnouncement("SITE_MEDIA", fileName, contentType, sizeBytes, null, Limits);

        Assert.Equal(fits ? [] : ["sizeBytes"], refused.Select(refusal => refusal.Member));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("abc", false)]
    [InlineData("0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef", true)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg", false)]
    public void A_hash_has_64_hexadecimal_digits(string sha256, bool fits)
    {
        var refused = FileCheck.RefuseAnnouncement("QUOTE", "a.pdf", "application/pdf", 1, sha256, Limits);

        Assert.Equal(fits ? [] : ["sha256"], refused.Select(refusal => refusal.Member));
    }

    [Fact]
    public void All_members_are_judged_at_once()
    {
        var refused = FileCheck.RefuseAnnouncement("QUOTE", "a/b", "text/html", 0, "?", Limits);

        Assert.Equal(["fileName", "contentType", "sizeBytes", "sha256"], refused.Select(refusal => refusal.Member));
        Assert.All(refused, refusal => Assert.EndsWith(".", refusal.Sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void Any_announcement_is_judged_without_a_fault() => Prop.ForAll<string?, string?, long>((fileName, contentType, sizeBytes) =>
        FileCheck.RefuseAnnouncement("QUOTE", fileName ?? "", contentType ?? "", sizeBytes, fileName, Limits).Count <= 4).QuickCheckThrowOnFailure();

    private static IEnumerable<string> Refuse(string fileName, string contentType, string kind = "PROOF_OF_PAYMENT") =>
        FileCheck.RefuseAnnouncement(kind, fileName, contentType, 1000, null, Limits).Select(refusal => refusal.Member);
}
