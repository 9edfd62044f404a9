using Glimmerglass.Functions.Documents.Content.Media;
using Glimmerglass.Functions.Documents.Content.Pdf;
using Glimmerglass.Functions.Documents.Content.Pictures;

namespace Glimmerglass.Functions.Documents.Content;

/// <summary>What sort of file a type is, which decides its size limit and which kinds of document take it.</summary>
public enum FileFamily
{
    Paper,
    Picture,
    Video,

    /// <summary>Recognised only to tell the uploader what it is; never taken.</summary>
    Foreign,
}

/// <summary>
/// A type of file by its content, with the content types and extensions under which browsers and cameras send it.
/// <see cref="Phrase"/> names it in a sentence ("a JPEG picture").
/// </summary>
public sealed record FileType(string Name, string Phrase, FileFamily Family, IReadOnlyList<string> ContentTypes, IReadOnlyList<string> Extensions)
{
    public const int MaxContentTypeLength = 100;

    public static readonly FileType Pdf = new("PDF", "a PDF document", FileFamily.Paper, ["application/pdf", "application/x-pdf"], ["pdf"]) { NewRecogniser = sizeBytes => new PdfReader(sizeBytes) };
    public static readonly FileType Jpeg = new("JPEG", "a JPEG picture", FileFamily.Picture, ["image/jpeg", "image/jpg", "image/pjpeg"], ["jpg", "jpeg"]) { NewRecogniser = _ => new JpegReader() };
    public static readonly FileType Png = new("PNG", "a PNG picture", FileFamily.Picture, ["image/png"], ["png"]) { NewRecogniser = _ => new PngReader() };
    public static readonly FileType WebP = new("WebP", "a WebP picture", FileFamily.Picture, ["image/webp"], ["webp"]) { NewRecogniser = _ => new WebPReader() };
    public static readonly FileType Gif = new("GIF", "a GIF picture", FileFamily.Picture, ["image/gif"], ["gif"]) { NewRecogniser = _ => new GifReader() };
    public static readonly FileType Heic = new("HEIC", "a HEIC picture", FileFamily.Picture,
        ["image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"], ["heic", "heif"])
    { NewRecogniser = sizeBytes => new HeicReader(sizeBytes) };

    public static readonly FileType Mp4 = new("MP4", "an MP4 video", FileFamily.Video, ["video/mp4", "video/x-m4v"], ["mp4", "m4v"])
    { NewRecogniser = sizeBytes => new MovieReader("an MP4 video", sizeBytes) };

    public static readonly FileType Mov = new("MOV", "a QuickTime video", FileFamily.Video, ["video/quicktime"], ["mov", "qt"])
    { NewRecogniser = sizeBytes => new MovieReader("a QuickTime video", sizeBytes) };

    public static readonly FileType WebM = new("WebM", "a WebM video", FileFamily.Video, ["video/webm"], ["webm"])
    { NewRecogniser = sizeBytes => new WebMReader(sizeBytes) };

    private static readonly IReadOnlyList<FileType> PapersAndPictures = [Pdf, Jpeg, Png, WebP, Gif, Heic];
    private static readonly IReadOnlyList<FileType> All = [.. PapersAndPictures, Mp4, Mov, WebM];

    /// <summary>Makes the reader that knows this format, given the size of the whole file in bytes; null for a type that is refused by its name alone.</summary>
    public Func<long, IRecogniser>? NewRecogniser { get; init; }

    /// <summary><see cref="ReasonCode.Executable"/> or <see cref="ReasonCode.Archive"/> for what is one, else null.</summary>
    public string? RefusalCode { get; private init; }

    /// <summary>The content type that is stored and sent with a file of this type; null for what is never taken.</summary>
    public string? ContentType => ContentTypes.Count > 0 ? ContentTypes[0] : null;

    /// <summary>The types that a kind of document takes: videos only where its key ends with <c>_MEDIA</c>.</summary>
    public static IReadOnlyList<FileType> AllowedFor(string kind) => kind.EndsWith("_MEDIA", StringComparison.Ordinal) ? All : PapersAndPictures;

    /// <summary>
    /// The type that a declared content type names, parameters and case aside; null when it names none that any kind takes, has more than
    /// <see cref="MaxContentTypeLength"/> characters, or others than a header may carry.
    /// </summary>
    public static FileType? OfContentType(string contentType)
    {
        if (contentType.Length > MaxContentTypeLength || contentType.AsSpan().ContainsAnyExceptInRange(' ', '~')) return null;

        var essence = contentType.Split(';')[0].Trim();
        return All.FirstOrDefault(type => type.ContentTypes.Contains(essence, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>A type that is recognised only to be named in a refusal, which has a code of its own for what is dangerous in any place.</summary>
    public static FileType NotTaken(string name, string phrase, string? refusalCode = null) => new(name, phrase, FileFamily.Foreign, [], []) { RefusalCode = refusalCode };
}
