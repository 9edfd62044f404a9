namespace Glimmerglass.Tests.Shape;

/// <summary>Compares what is with what was approved, line by line.</summary>
public static class Approved
{
    /// <summary>What differs from <c>tests/{name}.approved.txt</c> is written to a received file beside it.</summary>
    public static void Compare(string name, IEnumerable<string> found)
    {
        var approvedPath = Path.Combine(Sources.Root, "tests", $"{name}.approved.txt");
        var receivedPath = Path.Combine(Sources.Root, "tests", $"{name}.received.txt");
        List<string> received = [.. found];
        List<string> approved = [.. File.Exists(approvedPath) ? File.ReadAllLines(approvedPath) : []];
        if (received.SequenceEqual(approved))
        {
            File.Delete(receivedPath);
            return;
        }

        File.WriteAllText(receivedPath, string.Concat(received.Select(line => line + "\n")));
        var changes = approved.Except(received).Select(line => "- " + line).Concat(received.Except(approved).Select(line => "+ " + line)).ToList();
        var difference = changes.Count == 0 ? "The same lines stand in another order." : string.Join('\n', changes);
        Assert.Fail($"{name} is not what was approved.\n{difference}\nHint: if this is meant, copy tests/{name}.received.txt over tests/{name}.approved.txt.");
    }
}
