using System.Globalization;
using System.Text;

namespace Glimmerglass.Data.Backups;

/// <summary>What a backup and its files are called.</summary>
public static class BackupName
{
    public const string Manifest = "manifest.json";

    public const string Schema = "schema.sql";

    public const string Documents = "documents.copy.gz";

    private const string Format = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The folder of a backup that began at this instant: 20261121T020000Z.</summary>
    public static string Of(DateTimeOffset startedAt) => startedAt.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>When the backup of this folder began; null for a folder that is none of ours.</summary>
    public static DateTimeOffset? StartOf(string name) =>
        DateTimeOffset.TryParseExact(name, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>
    /// The file of a table: data/orders.copy.gz, with its schema before it when that is not public. Whatever is no small letter, digit, _ or - is written
    /// as %XX, so that every name is a safe one of a blob and of a file, also where capitals make no difference, and two tables never share one.
    /// </summary>
    public static string OfTable(string schema, string table) => schema == "public" ? $"data/{Encode(table)}.copy.gz" : $"data/{Encode(schema)}.{Encode(table)}.copy.gz";

    private static string Encode(string name) => string.Concat(Encoding.UTF8.GetBytes(name).Select(letter =>
        char.IsAsciiLetterLower((char)letter) || char.IsAsciiDigit((char)letter) || letter is (byte)'_' or (byte)'-' ? ((char)letter).ToString() : $"%{letter:X2}"));
}
