using System.Collections.Immutable;
using System.Text.Json;
using Glimmerglass.Data;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Orders;

namespace Glimmerglass.Functions;

/// <summary>
/// An expected no: a code for machines that never changes, a sentence for a person, and what a client needs to do better.
/// The HTTP status of each code is in <see cref="Http.Problem"/>.
/// </summary>
public sealed record Refusal(string Code, string Detail)
{
    /// <summary>Members of the problem beside the standard ones, by their names on the wire.</summary>
    public ImmutableDictionary<string, object?> Facts { get; init; } = ImmutableDictionary<string, object?>.Empty;

    public Refusal With(string member, object? value) => this with { Facts = Facts.SetItem(member, value) };

    // Who are you
    public static Refusal NotSignedIn() => new("NOT_SIGNED_IN", "Sign in and send the access token in the Authorization header.");

    public static Refusal NotApproved() => new("NOT_APPROVED", "This account is not approved.");

    public static Refusal WrongKey(string header) => new Refusal("WRONG_KEY", $"Send the key of this door in {header}.").With("header", header);

    public static Refusal NotAllowed() => new("NOT_ALLOWED", "Your role does not allow this.");

    // The form of a request
    public static Refusal MalformedBody(string path, string sentence) => new Refusal("MALFORMED_BODY", sentence).With("path", path);

    public static Refusal BodyTooLarge(int maxBytes) =>
        new Refusal("BODY_TOO_LARGE", $"The body is larger than {maxBytes} bytes.").With("maxBytes", maxBytes);

    public static Refusal BodyTooSlow() => new("BODY_TOO_SLOW", "The body arrives too slowly.");

    public static Refusal UnsupportedContentType(string expected) => new("UNSUPPORTED_CONTENT_TYPE", $"Send the body as {expected}.");

    public static Refusal InvalidQuery(IReadOnlyDictionary<string, string[]> errors) =>
        new Refusal("INVALID_QUERY", "The query has parameters that are not understood.").With("errors", errors);

    public static Refusal InvalidCursor() => new("INVALID_CURSOR", "This cursor is damaged or belongs to another list. Hint: start again without a cursor.");

    public static Refusal InvalidHeader(string header, string sentence) => new Refusal("INVALID_HEADER", sentence).With("header", header);

    /// <summary>Everything that is wrong with a body, at once: sentences by member.</summary>
    public static Refusal Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new Refusal("INVALID", "The body breaks rules; each is named under its member.").With("errors", errors);

    // The state of things
    public static Refusal NotFound(string what) => new("NOT_FOUND", $"There is no such {what}.");

    public static Refusal PreconditionRequired() =>
        new("PRECONDITION_REQUIRED", "Send the ETag of the version that you saw in If-Match, so that nobody's change is lost.");

    public static Refusal Stale() => new("STALE", "It was changed since you read it. Read it again, then repeat your change.");

    public static Refusal InvalidTransition(OrderStatus from, OrderStatus to, OrderStatus? expectedNext) =>
        new Refusal("INVALID_TRANSITION", $"An order cannot go from {from.Word()} to {to.Word()}.")
            .With("from", from).With("to", to).With("expectedNext", expectedNext);

    public static Refusal CancelReasonRequired(OrderStatus from) =>
        new Refusal("CANCEL_REASON_REQUIRED", "Say in a comment why the order is canceled.").With("from", from).With("to", OrderStatus.Canceled);

    public static Refusal RestoreReasonRequired(OrderStatus to) =>
        new Refusal("RESTORE_REASON_REQUIRED", "Say in a comment why the order is restored.").With("from", OrderStatus.Canceled).With("to", to);

    public static Refusal CommentRequired() => new("COMMENT_REQUIRED", "Say in a comment why the order goes back.");

    public static Refusal SerialTaken() => new("SERIAL_TAKEN", "This serial number belongs to another order.");

    public static Refusal DocumentNotAccepted(string state) =>
        new Refusal("DOCUMENT_NOT_ACCEPTED", "Only an accepted document can be opened.").With("state", state);

    public static Refusal DocumentNotRejected(string state, string sentence) => new Refusal("DOCUMENT_NOT_REJECTED", sentence).With("state", state);

    public static Refusal DocumentNotReleasable(string sentence) => new("DOCUMENT_NOT_RELEASABLE", sentence);

    public static Refusal NothingUploaded() =>
        new("NOTHING_UPLOADED", "Nothing lies in the slot of this document, so there is nothing to check. Announce it again and upload it.");

    public static Refusal DocumentCheckedAlready(DocumentState state) =>
        new Refusal("DOCUMENT_CHECKED_ALREADY", "This document has its verdict, and a verdict stands.").With("state", JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString()));

    public static Refusal JobRunning(long runId) =>
        new Refusal("JOB_RUNNING", "This job is running already. Look at that run, or ask again when it has ended.").With("runId", runId);

    // Repeated requests
    public static Refusal IdempotencyKeyReused() =>
        new("IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used for another request. Use a new key for a new request.");

    public static Refusal IdempotencyKeyInFlight() =>
        new("IDEMPOTENCY_KEY_IN_FLIGHT", "A request with this Idempotency-Key is being worked on. Try again in a second.");

    // Not now
    public static Refusal TimedOut() => new("TIMED_OUT", "The request took too long and was stopped. Try again.");

    public static Refusal Unavailable() => new("UNAVAILABLE", "Something that this depends on does not answer. Try again.");

    public static Refusal Busy() => new("BUSY", "There is more to do than can be done right now. Try again in some seconds.");

    public static Refusal ReadOnly() => new("READ_ONLY", "Nothing can be changed right now, everything can be read. Try again in some seconds.");

    public static Refusal Fault() => new("FAULT", "Something went wrong on our side. Quote the trace id when you ask about it.");
}
