using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Functions.Documents;

public static partial class FileCheck
{
    /// <summary>
    /// Says what can be refused before any upload, as the member of the request and a sentence; empty means that a slot may be handed out.
    /// <paramref name="sizeBytes"/> is judged by the declared type, <paramref name="sha256"/> is optional and has 64 hexadecimal digits.
    /// </summary>
    public static IReadOnlyList<(string Member, string Sentence)> RefuseAnnouncement(
        string kind, string fileName, string contentType, long sizeBytes, string? sha256, Limits limits)
    {
        var declared = FileType.OfContentType(contentType);
        List<(string Member, string? Sentence)> checks =
        [
            ("fileName", UploadName.Refuse(fileName) ?? RefuseExtension(fileName, declared)),
            ("contentType", RefuseDeclared(kind, contentType, declared)),
            ("sizeBytes", RefuseAnnouncedSize(sizeBytes, declared, limits)),
            ("sha256", RefuseHash(sha256)),
        ];
        return [.. from check in checks where check.Sentence is not null select (check.Member, check.Sentence)];
    }

    private static string? RefuseExtension(string fileName, FileType? declared)
    {
        if (UploadName.IsWebShortcut(fileName)) return WebShortcut.Refusal.Message;

        var extension = UploadName.Extension(fileName);
        if (declared is null || extension.Length == 0 || declared.Extensions.Contains(extension)) return null;
        return $"The name of {declared.Phrase} ends with {Sentence.Extensions(declared)}, and this one ends with .{extension}. Send the name and the type that belong together.";
    }

    private static string? RefuseDeclared(string kind, string contentType, FileType? declared)
    {
        if (declared is not null && FileType.AllowedFor(kind).Contains(declared)) return null;
        return NotAllowed(kind, declared is null ? $"\"{contentType}\" is none of them" : $"this is {declared.Phrase}").Message;
    }

    private static string? RefuseAnnouncedSize(long sizeBytes, FileType? declared, Limits limits) => sizeBytes > 0
        ? RefuseSize(sizeBytes, limits.MaxBytes(declared), declared?.Phrase ?? "a file")?.Message
        : Sentence.Of($"A file has at least 1 byte, and {sizeBytes} were announced. Choose a file that has content.");

    private static string? RefuseHash(string? sha256) => sha256 is null || (sha256.Length == 64 && sha256.All(char.IsAsciiHexDigit))
        ? null
        : Sentence.Of($"A SHA-256 has 64 hexadecimal digits, and this text has {sha256.Length} characters. Send the digits alone, or leave the member out.");
}
