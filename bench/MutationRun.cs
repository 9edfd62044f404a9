using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Glimmerglass.Tests.Corpus;

namespace Glimmerglass.Bench;

/// <summary>
/// Sends changed files of the table and of the fixtures through the check. Answers 1 on an exception, a hang, a verdict that depends on the buffers, or memory that grows.
/// The number of a file and the seed make it again (<c>--only</c>).
/// </summary>
public sealed class MutationRun(long seed)
{
    private const int SmallBytes = 64 * 1024;
    private const long MaxAllocatedBytes = 64L << 20;
    private const long MaxGrownBytes = 32L << 20;
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);

    private readonly List<(Case One, byte[] Content)> small = [];
    private readonly List<(Case One, byte[] Content)> large = [];
    private readonly ConcurrentDictionary<string, int> verdicts = new();
    private readonly ConcurrentDictionary<string, int> failures = new();
    private readonly ConcurrentDictionary<int, (long Number, long Since)> running = new();
    private readonly Lock mark = new();
    private (double Milliseconds, long Number, string Name) slowest;
    private (long Bytes, long Number, string Name) hungriest;
    private long next;

    public static int Run(Options options)
    {
        var run = new MutationRun(options.Number("--seed") ?? 1);
        run.Load();
        return options.Number("--only") is { } number ? run.Again(number, options.Text("--write")) : run.All(options.Number("--count") ?? 100_000);
    }

    private void Load()
    {
        foreach (var one in Cases.All.Concat(Fixtures.All))
        {
            var content = one.Build();
            if (content.Length > 4 << 20) continue;
            (content.Length <= SmallBytes ? small : large).Add((one, content));
        }
    }

    private int All(long count)
    {
        for (var number = 0; number < 200; number++) Try(number);
        Forget();
        var (before, watch) = (GC.GetTotalMemory(forceFullCollection: true), Stopwatch.StartNew());
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(() => Work(count))).ToArray();
        while (!Task.WaitAll(workers, TimeSpan.FromSeconds(1)))
        {
            if (StopsAtHang()) return 1;
        }
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Summarise(count, watch.Elapsed, before, grown);
        return failures.IsEmpty && grown <= MaxGrownBytes ? 0 : 1;
    }

    private int Again(long number, string? file)
    {
        var (one, content) = Make(number);
        if (file is not null) File.WriteAllBytes(file, content);
        Console.WriteLine($"{number} is made of \"{one.Name}\" and has {content.Length} bytes.");
        Console.WriteLine(Trial.Whole(Trial.Judge(one, content)));
        return 0;
    }

    private void Work(long count)
    {
        for (long number; (number = Interlocked.Increment(ref next) - 1) < count;)
        {
            running[Environment.CurrentManagedThreadId] = (number, Stopwatch.GetTimestamp());
            Try(number);
        }
        running.TryRemove(Environment.CurrentManagedThreadId, out _);
    }

    private (Case One, byte[] Content) Make(long number)
    {
        var chance = new Random(HashCode(number));
        var from = large.Count > 0 && chance.Next(40) == 0 ? large : small;
        var (one, content) = from[chance.Next(from.Count)];
        return (one, Mutations.Change(content, small[chance.Next(small.Count)].Content, chance));
    }

    /// <summary>Spreads seed and number, so that neighbours have little in common.</summary>
    private int HashCode(long number) => (int)((ulong)((seed * 1_000_003) + number) * 0x9E3779B97F4A7C15 >> 33);

    private void Try(long number)
    {
        var (one, content) = Make(number);
        try
        {
            var (allocated, since) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            var verdict = Trial.Judge(one, content, 64 * 1024);
            Note(number, one, GC.GetAllocatedBytesForCurrentThread() - allocated, Stopwatch.GetElapsedTime(since));

            verdicts.AddOrUpdate(verdict.Reasons.Count == 0 ? "accepted" : verdict.Reasons[0].Code, 1, (_, times) => times + 1);
            if (number % 10 == 0 && content.Length < SmallBytes && Trial.Whole(verdict) != Trial.Whole(Trial.Judge(one, content, 1 + (int)(number % 997)))) Fail(number, one, "another verdict in other buffers");
        }
        catch (Exception fault)
        {
            Fail(number, one, $"{fault.GetType().Name}: {fault.Message} {fault.StackTrace?.Split('\n')[0].Trim()}");
        }
    }

    private void Note(long number, Case one, long allocated, TimeSpan took)
    {
        if (allocated > MaxAllocatedBytes) Fail(number, one, $"more than {MaxAllocatedBytes >> 20} MB allocated");
        lock (mark)
        {
            if (took.TotalMilliseconds > slowest.Milliseconds) slowest = (took.TotalMilliseconds, number, one.Name);
            if (allocated > hungriest.Bytes) hungriest = (allocated, number, one.Name);
        }
    }

    private void Fail(long number, Case one, string what)
    {
        if (failures.AddOrUpdate(what, 1, (_, times) => times + 1) == 1) Console.WriteLine($"! {number} of seed {seed}, made of \"{one.Name}\": {what}");
    }

    private bool StopsAtHang()
    {
        foreach (var (number, since) in running.Values)
        {
            if (Stopwatch.GetElapsedTime(since) < Hang) continue;
            Console.WriteLine($"! {number} of seed {seed} runs for more than {Hang.TotalSeconds} seconds: see it with --only {number}.");
            return true;
        }
        return false;
    }

    private void Forget()
    {
        verdicts.Clear();
        failures.Clear();
        (slowest, hungriest) = (default, default);
    }

    private void Summarise(long count, TimeSpan took, long before, long grown)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} changed files of seed {seed} in {took.TotalSeconds:N0} seconds, made of {small.Count + large.Count} files."));
        foreach (var (code, times) in verdicts.OrderByDescending(verdict => verdict.Value)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {code,-24}{times,10:N0}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Slowest:      {slowest.Milliseconds:N1} ms, {slowest.Number}, made of \"{slowest.Name}\""));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Most memory:  {hungriest.Bytes / 1e6:N1} MB allocated, {hungriest.Number}, made of \"{hungriest.Name}\""));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Memory:       {before / 1e6:N1} MB at the start, {(before + grown) / 1e6:N1} MB at the end"));
        Console.WriteLine($"Failures:     {failures.Values.Sum()}");
    }
}
