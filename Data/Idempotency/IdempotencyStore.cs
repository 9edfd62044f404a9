using Dapper;

namespace Glimmerglass.Data.Idempotency;

/// <summary>A caller's key for one change at one door. The fingerprint tells whether a repeated request is the same one.</summary>
public sealed record IdempotencyClaim(Guid CallerId, string Door, string Key, byte[] Fingerprint)
{
    /// <summary>The parameters of a change, with those of the claim that the same statement makes. Without a key they are null, and the claim is clear.</summary>
    internal static ClaimParameters With(IdempotencyClaim? claim, KeptAnswer answer, object change)
    {
        var parameters = new ClaimParameters(change, isKeyed: claim is not null);
        parameters.AddDynamicParams(new
        {
            claim?.CallerId,
            claim?.Door,
            claim?.Key,
            claim?.Fingerprint,
            AnswerStatus = answer.Status,
            AnswerLocation = answer.Location,
            AnswerEtag = answer.ETag,
            AnswerBody = answer.Body,
        });
        return parameters;
    }
}

/// <summary>The parameters of a change that claims its key first. With a key it may be run again when nobody knows what became of it: the claim tells.</summary>
internal sealed class ClaimParameters(object change, bool isKeyed) : DynamicParameters(change)
{
    public bool IsKeyed => isKeyed;
}

/// <summary>The answer that will be given, kept with its key in the statement that makes the change.</summary>
public sealed record KeptAnswer(int Status, string? Location, string? ETag, string Body);

/// <summary>What was answered before under a key.</summary>
public sealed record EarlierAnswer
{
    public required byte[] Fingerprint { get; init; }

    public required int AnswerStatus { get; init; }

    public string? AnswerLocation { get; init; }

    public string? AnswerEtag { get; init; }

    public required string AnswerBody { get; init; }
}

/// <summary>What became of a statement that claims a key and makes a change.</summary>
/// <param name="Claim">CLEAR, TAKEN or IN_FLIGHT; null when the state it left was gone before the key was asked for.</param>
/// <param name="Done">The change was made, with all that belongs to it.</param>
public sealed record Written(string? Claim, bool Done);

public sealed class IdempotencyStore(Database db)
{
    /// <summary>A key is good for this long; after it the same key is a new one.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public Task<EarlierAnswer?> Find(IdempotencyClaim claim, DateTimeOffset now, CancellationToken cancel)
    {
        const string sql = """
            select fingerprint, status as answer_status, location as answer_location, etag as answer_etag, answer as answer_body
              from idempotency_keys
             where caller_id = @CallerId
               and door = @Door
               and key = @Key
               and created_at > @Since
            """;
        return db.QueryOne<EarlierAnswer>(sql, new { claim.CallerId, claim.Door, claim.Key, Since = now - Lifetime }, cancel);
    }

    /// <summary>Forgets keys past their lifetime, at most <paramref name="limit"/> at a time, and says how many.</summary>
    public Task<int> Forget(DateTimeOffset now, int limit, CancellationToken cancel)
    {
        const string sql = """
            delete from idempotency_keys
             where ctid = any (array(select ctid
                                       from idempotency_keys
                                      where created_at <= @Before
                                      order by created_at
                                      limit @limit))
            """;
        return db.Execute(sql, new { Before = now - Lifetime, limit }, cancel);
    }
}
