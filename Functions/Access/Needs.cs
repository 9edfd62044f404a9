namespace Glimmerglass.Functions.Access;

/// <summary>What a door asks of its caller. A door without this and without <see cref="OpenAttribute"/> is refused to everyone.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsAttribute(Permission permission) : Attribute
{
    public Permission Permission { get; } = permission;
}

/// <summary>A door for everyone, signed in or not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenAttribute : Attribute;

/// <summary>
/// On an open door: it tells more to a caller with this permission, who is then <see cref="Caller.IsRecognised"/>. Everybody else, also with a token that is
/// worth nothing, is answered as one who showed none.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TellsMoreAttribute(Permission permission) : Attribute
{
    public Permission Permission { get; } = permission;
}
