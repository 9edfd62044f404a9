using System.Globalization;

namespace Glimmerglass.LocalHost.Services;

/// <summary>What the command line asks of the local host.</summary>
public sealed record LocalOptions
{
    public const string Usage = """
        Usage: dotnet run [--] [command] [options]

          --port <number>           port of the functions (7071)
          --data <folder>           where the data stay between runs (.local in the current folder)
          --postgres-port <number>  port of PostgreSQL (0: any free one, the same again next time)
          --azurite-port <number>   port of the blob storage (0: any free one, the same again next time)
          --fresh                   delete the data and begin anew
          --help                    this text
        """;

    private static readonly string[] Names = ["--port", "--data", "--postgres-port", "--azurite-port", "--fresh", "--help", "-h", "-?"];

    public int Port { get; init; } = 7071;

    public string DataFolder { get; init; } = Path.GetFullPath(".local");

    /// <summary>0 means any free port.</summary>
    public int PostgresPort { get; init; }

    /// <summary>0 means any free port.</summary>
    public int AzuritePort { get; init; }

    public bool Fresh { get; init; }

    public bool Help { get; init; }

    /// <summary>The command with its own words and options.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <exception cref="OptionException">An option is unknown, or its value is missing or out of range.</exception>
    public static LocalOptions Parse(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var options = new LocalOptions();
        var words = new List<string>();
        var left = new Queue<string>(args);
        while (left.TryDequeue(out var word))
        {
            if (word == "--") continue;
            // Behind a command, what the host does not know is the command's.
            if (word.StartsWith('-') && (words.Count == 0 || Names.Contains(word.Split('=')[0]))) options = options.With(word, left);
            else words.Add(word);
        }
        return options with { Words = words };
    }

    private LocalOptions With(string word, Queue<string> left)
    {
        var split = word.IndexOf('=', StringComparison.Ordinal);
        var name = split < 0 ? word : word[..split];
        var given = split < 0 ? null : word[(split + 1)..];
        return name switch
        {
            "--port" => this with { Port = Number(1) },
            "--postgres-port" => this with { PostgresPort = Number(0) },
            "--azurite-port" => this with { AzuritePort = Number(0) },
            "--data" => this with { DataFolder = Path.GetFullPath(Value("a folder")) },
            "--fresh" => this with { Fresh = Switch() },
            "--help" or "-h" or "-?" => this with { Help = Switch() },
            _ => throw new OptionException($"There is no option {name}. --help lists the options."),
        };

        string Value(string wanted)
        {
            if (given is null && left.TryPeek(out var next) && !next.StartsWith("--", StringComparison.Ordinal)) given = left.Dequeue();
            return string.IsNullOrWhiteSpace(given) ? throw new OptionException($"{name} needs {wanted}, for instance {name} {Example(name)}.") : given;
        }

        int Number(int least)
        {
            var text = Value("a port");
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port >= least && port <= 65535
                ? port
                : throw new OptionException($"{name} needs a port from {least} to 65535, but found '{text}'.");
        }

        bool Switch() => given is null ? true : throw new OptionException($"{name} takes no value, but found '{given}'.");
    }

    private static string Example(string name) => name switch
    {
        "--data" => "./.local",
        "--postgres-port" => "5433",
        "--azurite-port" => "10000",
        _ => "7071",
    };
}
