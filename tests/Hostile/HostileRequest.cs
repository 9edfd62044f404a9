namespace Glimmerglass.Tests.Hostile;

/// <summary>One request as it will be sent: everything in it was drawn from a seed, so it can be drawn again.</summary>
public sealed record HostileRequest(int Number, string Door, HttpMethod Method, string Path, byte[]? Body, string? ContentType, IReadOnlyList<(string Name, string Value)> Headers, Someone By)
{
    /// <summary>Whether the server's own parser may refuse it before any function sees it.</summary>
    public bool MayBeCutOff => Path.Contains("/%00", StringComparison.Ordinal) || Headers.Select(header => header.Value).Append(By.Token ?? "").Any(value => value.Any(letter => letter > '~'));

    public override string ToString() => $"request {Number} by {By.Name}: {Method} {Path} [{ContentType}] {string.Join(", ", Headers.Select(header => $"{header.Name}: {header.Value}"))} {(Body is null ? "" : Convert.ToHexString(Body.AsSpan(0, Math.Min(Body.Length, 400))))}";
}

/// <summary>Who sends it, and which orders it may ever hear of.</summary>
public sealed record Someone(string Name, string? Token, Func<SeenOrder, bool> MaySee, Guid? DealerId);

/// <summary>An order as it is at the end, with what may not slip out of it.</summary>
public sealed record SeenOrder(Guid Id, string Number, Guid DealerId, Guid? FactoryId, bool ChangedFactory);

/// <summary>What came back.</summary>
public sealed record HostileAnswer(HostileRequest Request, int Status, string? ContentType, string Text, bool FromAFunction, bool Replayed, string Headers);
