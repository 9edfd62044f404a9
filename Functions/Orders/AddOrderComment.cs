using Glimmerglass.Data;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Orders;

/// <summary>Adds a comment to the history of an order. What a dealer writes, it may also read.</summary>
public sealed class AddOrderComment(OrderHistoryStore history, Idempotency idempotency, TimeProvider clock)
{
    /// <param name="VisibleToDealer">Without a word, a comment is for everyone who sees the order.</param>
    public sealed record Body(string? Text = null, bool? VisibleToDealer = null);

    public sealed record View(HistoryKind Kind, string Comment, bool VisibleToDealer, Role ByRole, string ByEmail, DateTimeOffset CreatedAt);

    [Function(nameof(AddOrderComment)), Needs(Permission.CommentOnOrders)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orders/{id:guid}/comments")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        var caller = Caller.Of(request);
        var body = await request.Read<Body>(cancel);
        var claim = Idempotency.Claim(request, nameof(AddOrderComment));
        var now = clock.Now();

        if (await history.FindPlace(id, caller.Scope, claim, now, cancel) is not var (_, earlier)) return Answer.Refuse(Refusal.NotFound("order"));
        if (Idempotency.Replay(claim, earlier) is { } replay) return replay;
        var violations = new Violations();
        var text = violations.Text(body.Text, "text", 5000);
        violations.Unless(text is not null, "text", "Write something.");
        violations.Unless(!caller.IsDealer || body.VisibleToDealer != false, "visibleToDealer", "A dealer's comment is visible to the dealer.");
        if (violations.Refuse() is { } invalid) return Answer.Refuse(invalid);

        var comment = new NewComment(id, text!, body.VisibleToDealer ?? true, caller.Actor, now);
        var view = new View(HistoryKind.Comment, comment.Text, comment.VisibleToDealer, caller.Role, caller.User.Email, now);
        var answer = Answer.Created($"/api/orders/{id}/history", view);
        var outcome = await history.Comment(comment, claim, answer.Keep(), cancel);

        return await idempotency.Conclude(outcome, claim, answer, cancel);
    }
}
