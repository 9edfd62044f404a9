using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Functions.Documents;

namespace Glimmerglass.Tests.Rules;

public class DocumentNameTests
{
    [Theory]
    [InlineData("invoice.pdf", "invoice.pdf")]
    [InlineData("invoice.PDF.pdf", "invoice.pdf")]
    [InlineData("1712345678901-Proof of  payment (2).jpeg", "Proof_of_payment_2.pdf")]
    [InlineData("12345-short.pdf", "12345-short.pdf")]
    [InlineData("../../etc/passwd", "etc_passwd.pdf")]
    [InlineData("..", "proof_of_payment-1042.pdf")]
    [InlineData(".pdf", "proof_of_payment-1042.pdf")]
    [InlineData("a\"; filename=evil.exe\r\nX: y", "a_filename_evil.exe_X_y.pdf")]
    [InlineData("gpj\u202Eexe.pdf", "gpj_exe.pdf")]
    [InlineData("Überweisung.pdf", "Überweisung.pdf", "berweisung.pdf")]
    [InlineData("支払い証明.pdf", "支払い証明.pdf", "proof_of_payment-1042.pdf")]
    [InlineData("💧.pdf", "proof_of_payment-1042.pdf")]
    public void The_name_is_the_uploaders_made_safe(string fileName, string text, string? ascii = null)
    {
        var name = DocumentName.ForDownload(fileName, "application/pdf", "PROOF_OF_PAYMENT", "1042");

        Assert.Equal(text, name.Text);
        Assert.Equal(ascii ?? text, name.Ascii);
    }

    [Fact]
    public void The_extension_is_that_of_the_content()
    {
        Assert.Equal("scan.jpg", DocumentName.ForDownload("scan.pdf", "image/jpeg", "QUOTE").Text);
        Assert.Equal("scan", DocumentName.ForDownload("scan.pdf", null, "QUOTE").Text);
        Assert.Equal("setup.exe.pdf", DocumentName.ForDownload("setup.exe", "application/pdf", "QUOTE").Text);
        Assert.Equal("quote.pdf", DocumentName.ForDownload("", "application/pdf", "QUOTE").Text);
        Assert.Equal("file.pdf", DocumentName.ForDownload("", "application/pdf", "").Text);
    }

    [Fact]
    public void The_header_has_both_forms()
    {
        var name = DocumentName.ForDownload("Größe 1.pdf", "application/pdf", "QUOTE");

        Assert.Equal("attachment; filename=\"Gr_e_1.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe_1.pdf", name.ContentDisposition);
    }

    [Fact]
    public void No_name_can_end_the_header_leave_its_folder_or_pretend_a_type()
    {
        var odd = Gen.Elements("\"", "\r\n", "/", "\\", "..", "\u202E", "%00", ";", "'", "\uD83D", "é", "名", ".exe", ".pdf", " ", "a");
        var names = Gen.OneOf(odd.ListOf().Select(string.Concat), ArbMap.Default.GeneratorFor<string?>().Select(name => name ?? ""));

        Prop.ForAll(names.ToArbitrary(), names.ToArbitrary(), (fileName, key) =>
        {
            var name = DocumentName.ForDownload(fileName, "application/pdf", key, "1042");
            Assert.All([name.Text, name.Ascii], form =>
            {
                Assert.EndsWith(".pdf", form, StringComparison.Ordinal);
                Assert.False(form.StartsWith('.') || form.Contains("..", StringComparison.Ordinal));
                Assert.All(form.EnumerateRunes(), rune => Assert.True(rune.Value is '.' or '-' or '_' || IsPartOfWord(System.Text.Rune.GetUnicodeCategory(rune))));
                Assert.InRange(form.Length, 5, 2 * DocumentName.MaxStemLength + 4);
            });
            Assert.All(name.Ascii, letter => Assert.True(char.IsAscii(letter)));
            Assert.Matches("^attachment; filename=\"[A-Za-z0-9._-]+\"; filename\\*=UTF-8''[A-Za-z0-9._%-]+$", name.ContentDisposition);
        }).QuickCheckThrowOnFailure();
    }

    private static bool IsPartOfWord(UnicodeCategory category) => category
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
