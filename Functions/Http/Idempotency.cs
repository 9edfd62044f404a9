using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Glimmerglass.Data.Idempotency;
using Glimmerglass.Functions.Access;
using Microsoft.AspNetCore.Http;

namespace Glimmerglass.Functions.Http;

/// <summary>Makes a POST safe to repeat: the same key and request give the first answer again, for 24 hours.</summary>
public sealed partial class Idempotency(IdempotencyStore keys, TimeProvider clock)
{
    /// <summary>The caller's key for this request, once its body was read; null without the header.</summary>
    /// <exception cref="MalformedRequestException">The key is not 1 to 255 visible ASCII characters.</exception>
    public static IdempotencyClaim? Claim(HttpRequest request, string door)
    {
        var given = request.Headers["Idempotency-Key"];
        if (given.Count == 0) return null;
        if (given.Count > 1 || !VisibleAscii().IsMatch(given.ToString()))
        {
            throw new MalformedRequestException(Refusal.InvalidHeader("Idempotency-Key", "Send one Idempotency-Key of 1 to 255 visible ASCII characters."));
        }
        byte[] fingerprinted = [.. Encoding.UTF8.GetBytes(request.Path.Value!.ToLowerInvariant() + "\n"), .. RequestBody.Digest(request)];
        return new IdempotencyClaim(Caller.Of(request).UserId, door, given.ToString(), SHA256.HashData(fingerprinted));
    }

    /// <summary>What was answered before, or the refusal of a key that was used for something else. Null: this request is new.</summary>
    public static IResult? Replay(IdempotencyClaim? claim, EarlierAnswer? earlier)
    {
        if (claim is null || earlier is null) return null;
        return earlier.Fingerprint.AsSpan().SequenceEqual(claim.Fingerprint) ? JsonAnswer.Again(earlier) : Answer.Refuse(Refusal.IdempotencyKeyReused());
    }

    /// <summary>The answer to a change that was tried: its own when it was made, an earlier one when the key had been answered meanwhile, or the refusal.</summary>
    public async Task<IResult> Conclude(WriteOutcome outcome, IdempotencyClaim? claim, IResult answer, CancellationToken cancel)
    {
        if (outcome == WriteOutcome.Done) return answer;
        if (outcome != WriteOutcome.KeyInFlight && claim is not null
            && Replay(claim, await keys.Find(claim, clock.GetUtcNow(), cancel)) is { } earlier)
        {
            return earlier;
        }
        return Answer.Refuse(outcome switch
        {
            WriteOutcome.KeyInFlight => Refusal.IdempotencyKeyInFlight(),
            WriteOutcome.SerialTaken => Refusal.SerialTaken(),
            _ => Refusal.Stale(),
        });
    }

    [GeneratedRegex(@"\A[\x21-\x7e]{1,255}\z")]
    private static partial Regex VisibleAscii();
}
