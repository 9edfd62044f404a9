using System.Globalization;

namespace Glimmerglass.Bench;

/// <summary>What follows a command: names with two dashes, each with its value.</summary>
public sealed record Options(IReadOnlyDictionary<string, string> Values)
{
    public static Options Of(string[] words) =>
        new(words.Chunk(2).ToDictionary(pair => pair[0], pair => pair.Length == 2 ? pair[1] : throw new ArgumentException($"{pair[0]} needs a value.")));

    public string? Text(string name) => Values.GetValueOrDefault(name);

    public long? Number(string name) => Text(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public static int Explain()
    {
        Console.Error.WriteLine("""
            cases  [--write folder]                                     each file of the table with the verdict that is expected and the one that is given
            mutate [--count 100000] [--seed 1] [--only n] [--write file] changed files through the check: no exception, no hang, no growth
            speed  [--rounds 5] [--megabytes 500]                       the check beside SHA-256 alone, as a page in Markdown
            backup [--orders 1000000] [--rounds 3] [--postgres folder]   backup, restore and proof beside pg_dump and pg_restore of that folder
            drift  [--tables 500] [--rounds 9]                          how long the schema takes to be read and compared
            all                                                         the first three, one after the other
            """);
        return 2;
    }
}
