using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents.Content;

/// <summary>What can be said against a content: the sentences for the uploader, one for each code. Details name the place in the file.</summary>
public static class ContentReason
{
    /// <summary>The most pixels of one picture: 100 million, by the size in its header.</summary>
    public const long MaxPixels = 100_000_000;

    /// <summary>
    /// The most pixels of all frames of one picture together. A few bytes make a frame, and whoever plays an animation decodes each: without this cap,
    /// a small file keeps a reader busy for hours. It leaves 40 seconds of 2 million pixels at 24 frames each.
    /// </summary>
    public const long MaxPixelsOfAllFrames = 20 * MaxPixels;

    /// <param name="what">As in <see cref="FileType.Phrase"/>.</param>
    public static Reason Truncated(string what, string detail) => new(ReasonCode.Truncated,
        $"This is {what} that ends too early: a part of it is missing. Open it on your computer to see that it is whole, and upload it again.", detail);

    /// <summary>The structure of the content contradicts its type, or a second format hides in it.</summary>
    public static Reason NotOnlyThat(string what, string detail) => new(ReasonCode.TypeMismatch,
        $"This begins as {what}, but not all of its content is that. Open it, save it anew under another name, and upload the new file.", detail);

    public static Reason TooManyPixels(string what, long width, long height, long frames = 1) => frames > 1
        ? new(ReasonCode.TooManyPixels,
            Sentence.Of($"This is {what} of {frames:N0} frames of up to {width:N0} × {height:N0} pixels, and the limit is {MaxPixels / 1_000_000:N0} million for one frame and {MaxPixelsOfAllFrames / 1_000_000:N0} million for all together. Make it smaller or shorter, and upload it again."),
            Sentence.Of($"{width} × {height}, {frames} frames"))
        : new(ReasonCode.TooManyPixels,
            Sentence.Of($"This is {what} of {width:N0} × {height:N0} pixels, and the limit is {MaxPixels / 1_000_000} million. Make it smaller, and upload it again."),
            Sentence.Of($"{width} × {height}"));

    public static Reason Executable(string what, string detail) => new(ReasonCode.Executable,
        $"The content is or contains {what}, which no document needs. Save the document itself as a PDF, and upload that.", detail);

    public static Reason Archive(string what, string detail) => new(ReasonCode.Archive,
        $"The content is or contains {what}, whose inside is not checked. Unpack it, save the document itself as a PDF, and upload that.", detail);

    /// <summary>A list of one reason, or of none.</summary>
    public static IReadOnlyList<Reason> Each(Reason? reason) => reason is null ? [] : [reason];

    /// <summary>The reason against a type that is a program or an archive, wherever it stands; null for any other.</summary>
    public static Reason? ProgramOrArchive(FileType type, string detail) => type.RefusalCode switch
    {
        ReasonCode.Executable => Executable(type.Phrase, detail),
        ReasonCode.Archive => Archive(type.Phrase, detail),
        _ => null,
    };

    public static Reason PdfEncrypted(string detail) => new(ReasonCode.PdfEncrypted,
        "This PDF is encrypted, so nobody here can check or read it. Save it without a password and without restrictions, and upload that.", detail);

    public static Reason PdfActiveContent(string detail) => new(ReasonCode.PdfActiveContent,
        "This PDF contains a script or an action that runs when it is opened or used. Print it to a new PDF, and upload that.", detail);

    public static Reason PdfEmbeddedFile(string detail) => new(ReasonCode.PdfEmbeddedFile,
        "Another file is attached inside this PDF. Upload the attachment on its own, print the PDF to a new one, and upload that.", detail);

    public static Reason PdfUnreadable(string detail) => new(ReasonCode.PdfUnreadable,
        "This PDF is damaged or built in a way that cannot be checked. Open it, print it to a new PDF, and upload that.", detail);

    public static Reason LocationData(string detail) => new(ReasonCode.LocationData,
        "The picture or video says where it was taken. Whoever may open it can read that place.", detail);
}
