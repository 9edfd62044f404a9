using static Glimmerglass.Tests.Corpus.PdfPaper;

namespace Glimmerglass.Tests.Corpus;

/// <summary>Good content under names that lie, and names that are refused before any content is sent.</summary>
public static partial class Cases
{
    private static IEnumerable<Case> Names =>
    [
        Jpeg("name: x.JPG.exe", "TYPE_MISMATCH", () => JpegFile.Grey(16, 16)) with { FileName = "x.JPG.exe" },
        Jpeg("name: photo.jpg.", "-", () => JpegFile.Grey(16, 16)) with { FileName = "photo.jpg." },
        Paper("name: paper.pdf with a blank and a dot at its end", "-", () => OnePage().Bytes) with { FileName = "paper.pdf . " },
        Paper("name: two known extensions", "-", () => OnePage().Bytes) with { FileName = "scan.jpg.pdf" },
        Paper("name: paper.PDF.scr", "TYPE_MISMATCH", () => OnePage().Bytes) with { FileName = "paper.PDF.scr" },
        Paper("name: page.URL with a dot and a blank at its end", "WEB_SHORTCUT", () => OnePage().Bytes) with { FileName = "page.URL. " },
        Paper("name: page.WebLoc", "WEB_SHORTCUT", () => OnePage().Bytes) with { FileName = "page.WebLoc" },
        Paper("name: a PDF named .jpg but declared as PDF", "TYPE_MISMATCH", () => OnePage().Bytes) with { FileName = "paper.JpG" },
        Paper("name: letters of other scripts", "-", () => OnePage().Bytes) with { FileName = "Angebot für Müller – 見積.pdf" },
        Paper("name: a direction mark that turns the extension round", Case.RefusedName, () => OnePage().Bytes) with { FileName = "paper\u202Efdp.exe" },
        Paper("name: an isolate mark", Case.RefusedName, () => OnePage().Bytes) with { FileName = "paper\u2066.pdf" },
        Paper("name: a zero byte", Case.RefusedName, () => OnePage().Bytes) with { FileName = "paper.pdf\0.exe" },
        Paper("name: a line end", Case.RefusedName, () => OnePage().Bytes) with { FileName = "paper.pdf\r\nX: y" },
        Paper("name: a path", Case.RefusedName, () => OnePage().Bytes) with { FileName = "../paper.pdf" },
        Paper("name: half a surrogate pair", Case.RefusedName, () => OnePage().Bytes) with { FileName = "paper\uD800.pdf" },
        Paper("name: only dots and blanks", Case.RefusedName, () => OnePage().Bytes) with { FileName = " .. . " },
        Paper("name: an extension of another type", Case.RefusedName, () => OnePage().Bytes) with { FileName = "paper.exe" },
        Paper("name: a web shortcut", Case.RefusedName, () => OnePage().Bytes) with { FileName = "page.url" },
        Paper("name: 201 characters", Case.RefusedName, () => OnePage().Bytes) with { FileName = new string('a', 197) + ".pdf" },
    ];
}
