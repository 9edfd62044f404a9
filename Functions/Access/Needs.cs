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
