using System.Globalization;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace Glimmerglass.Commands;

/// <summary>Restores a backup. It asks for no setting but the store's, because the database may be what was lost.</summary>
internal static class RestoreCommand
{
    private const string Usage = "Usage: restore <backup> --to <database-url> [--json]. <backup> is a name that `backups` prints, or newest.";

    private const int MaxListed = 1000;
    private const int MaxNamed = 3;

    public static async Task<int> Restore(ThisHost host, IReadOnlyList<string> words, bool json)
    {
        var (asked, url) = Read(words);
        var place = DatabaseUrl.Place(url);

        using var interrupt = new Interrupt();
        await using var parts = Parts(host);
        try
        {
            var name = await Find(parts.GetRequiredService<BackupFiles>(), asked, interrupt.Cancel);
            await Console.Error.WriteLineAsync($"restoring {name} into {place}");
            using var line = new ProgressLine(TimeProvider.System);
            var done = await parts.GetRequiredService<DatabaseRestore>().Restore(name, url, DatabaseRestore.UsualStreams, line, interrupt.Cancel);
            Terminal.Print(json, new { done, place }, () => Describe(done, place));
            return 0;
        }
        catch (Exception fault) when (!interrupt.Cancel.IsCancellationRequested && fault is not System.Data.Common.DbException && BackupFault.Explain(fault) is { } why)
        {
            throw new BackupFailedException(why, fault);
        }
        catch (OperationCanceledException) when (interrupt.Cancel.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"Stopped. Until a restore has ended {place} is marked and no database for the app. Hint: the same command begins anew.");
            return 1;
        }
    }

    private static (string Backup, string Url) Read(IReadOnlyList<string> words)
    {
        string? backup = null, url = null;
        for (var at = 1; at < words.Count; at++)
        {
            if (words[at] == "--to" && at + 1 < words.Count) url = words[++at];
            else if (words[at].StartsWith("--to=", StringComparison.Ordinal)) url = words[at]["--to=".Length..];
            else if (words[at].StartsWith('-')) throw new CommandRefusedException($"restore does not know {words[at].Split('=')[0]}{(words[at] == "--to" ? " without a URL" : "")}. {Usage}");
            else if (backup is null) backup = words[at];
            else throw new CommandRefusedException($"restore takes one backup, and was given two. {Usage}");
        }
        if (backup is null) throw new CommandRefusedException($"restore needs a backup. {Usage}");
        return string.IsNullOrWhiteSpace(url) ? throw new CommandRefusedException($"restore needs to know where to. {Usage}") : (backup, url);
    }

    private static ServiceProvider Parts(ThisHost host)
    {
        var parts = new ServiceCollection();
        host.AddStorage(parts);
        parts.AddSingleton(TimeProvider.System);
        parts.AddSingleton<BackupFiles>();
        parts.AddSingleton<DatabaseRestore>();
        return parts.BuildServiceProvider();
    }

    private static async Task<string> Find(BackupFiles files, string asked, CancellationToken cancel)
    {
        var backups = await files.List(MaxListed, cancel);
        if (backups.Count == 0) throw new CommandRefusedException("There is no backup in the store. Hint: is DocumentStorage the right one?");
        if (asked == "newest") return backups[0].Name;
        if (backups.Any(backup => backup.Name == asked)) return asked;

        var nearest = backups.OrderByDescending(backup => SharedStart(backup.Name, asked)).Take(MaxNamed).Select(backup => backup.Name);
        throw new CommandRefusedException($"There is no backup {asked}. The nearest: {string.Join(", ", nearest)}. Hint: `backups` prints them all.");
    }

    private static int SharedStart(string name, string asked) => name.Zip(asked).TakeWhile(pair => pair.First == pair.Second).Count();

    private static string Describe(RestoreSummary done, string place)
    {
        List<string> lines =
        [
            Invariant($"{done.Backup} is restored into {place}: {done.Tables} tables, {done.Rows:N0} rows, {ProgressLine.Size(done.CopiedBytes)} copied, in {done.Seconds:0.0} s."),
            Invariant($"It holds what was committed before {done.SnapshotAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. Every table was counted and has the digest of the backup."),
            .. done.BeganAgain ? ["An unfinished restore was cleared away first."] : Array.Empty<string>(),
            .. done.Stages.Select(stage => Invariant($"  {stage.Name,-28} {stage.Seconds,8:0.0} s")),
            .. done.Notes,
        ];
        return string.Join('\n', lines) + "\n";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
