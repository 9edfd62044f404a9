namespace Glimmerglass.Functions.Documents;

/// <summary>The codes of the reasons against a file. They are stored and read by machines, so they never change.</summary>
public static class ReasonCode
{
    public const string Empty = "EMPTY";
    public const string TooLarge = "TOO_LARGE";
    public const string SizeMismatch = "SIZE_MISMATCH";
    public const string HashMismatch = "HASH_MISMATCH";
    public const string TypeNotAllowed = "TYPE_NOT_ALLOWED";
    public const string TypeMismatch = "TYPE_MISMATCH";
    public const string WebShortcut = "WEB_SHORTCUT";
    public const string Executable = "EXECUTABLE";
    public const string Archive = "ARCHIVE";
    public const string Truncated = "TRUNCATED";
    public const string TooManyPixels = "TOO_MANY_PIXELS";
    public const string PdfEncrypted = "PDF_ENCRYPTED";
    public const string PdfActiveContent = "PDF_ACTIVE_CONTENT";
    public const string PdfEmbeddedFile = "PDF_EMBEDDED_FILE";
    public const string PdfUnreadable = "PDF_UNREADABLE";
    public const string TestVirus = "TEST_VIRUS";
    public const string ChangedWhileChecking = "CHANGED_WHILE_CHECKING";
    public const string CheckFailed = "CHECK_FAILED";
    public const string ContentMissing = "CONTENT_MISSING";
    public const string Malware = "MALWARE";
    public const string ScanFailed = "SCAN_FAILED";
    public const string ScanMissing = "SCAN_MISSING";

    // Warnings: they refuse nothing.
    public const string LocationData = "LOCATION_DATA";
    public const string DuplicateOfOtherOrder = "DUPLICATE_OF_OTHER_ORDER";
}
