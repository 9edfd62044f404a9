namespace Glimmerglass.Functions.Http;

/// <summary>A request whose form is wrong. Thrown while a request is read, answered by <see cref="FaultMiddleware"/>, and nothing else catches it.</summary>
public sealed class MalformedRequestException(Refusal refusal) : Exception(refusal.Code)
{
    public Refusal Refusal { get; } = refusal;
}
