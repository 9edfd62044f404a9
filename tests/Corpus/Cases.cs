namespace Glimmerglass.Tests.Corpus;

/// <summary>
/// The table of files against which the check is held. Each row has a sentence, the verdict it must get, and how the file is built; the files of one family have a page of their own.
/// Made from the standards of the formats, and not from the readers' code.
/// </summary>
public static partial class Cases
{
    private static readonly Lazy<IReadOnlyList<Case>> Table = new(() =>
    [
        .. GoodPapers, .. ActivePapers, .. HiddenScripts, .. BrokenPapers, .. Pictures, .. BrokenPictures, .. Videos, .. BrokenVideos, .. Polyglots, .. Foreign, .. Names,
    ]);

    public static IReadOnlyList<Case> All => Table.Value;

    public static Case Named(string name) => All.Single(one => one.Name == name);

    private static Case Paper(string name, string expected, Func<byte[]> build) => new(name, "paper.pdf", "application/pdf", expected, build);

    private static Case Jpeg(string name, string expected, Func<byte[]> build) => new(name, "photo.jpg", "image/jpeg", expected, build);

    private static Case Png(string name, string expected, Func<byte[]> build) => new(name, "drawing.png", "image/png", expected, build);

    private static Case Gif(string name, string expected, Func<byte[]> build) => new(name, "drawing.gif", "image/gif", expected, build);

    private static Case WebP(string name, string expected, Func<byte[]> build) => new(name, "photo.webp", "image/webp", expected, build);

    private static Case Heic(string name, string expected, Func<byte[]> build) => new(name, "IMG_0001.HEIC", "image/heic", expected, build);

    private static Case Mp4(string name, string expected, Func<byte[]> build) => new(name, "site.mp4", "video/mp4", expected, build);

    private static Case Mov(string name, string expected, Func<byte[]> build) => new(name, "IMG_0002.MOV", "video/quicktime", expected, build);

    private static Case WebM(string name, string expected, Func<byte[]> build) => new(name, "site.webm", "video/webm", expected, build);
}
