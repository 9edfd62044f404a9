using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Functions.Documents;

/// <summary>How large an upload may be: 25 MB for papers and pictures and 500 MB for videos unless set otherwise, 1 MB being 1,048,576 bytes.</summary>
public sealed record Limits(long PaperMaxBytes = 25L << 20, long VideoMaxBytes = 500L << 20)
{
    /// <summary>The limit for a type in bytes; content of no known type counts as paper.</summary>
    public long MaxBytes(FileType? type) => type?.Family == FileFamily.Video ? VideoMaxBytes : PaperMaxBytes;

    /// <summary>The limit in bytes of the largest type that a kind takes: what is larger need not be read.</summary>
    public long MaxBytes(string kind) => FileType.AllowedFor(kind).Max(MaxBytes);
}
