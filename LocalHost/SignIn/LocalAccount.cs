namespace Glimmerglass.LocalHost.SignIn;

/// <summary>Someone who may sign in on this machine. The e-mail is in lower case; failures are those since the last success or lock.</summary>
public sealed record LocalAccount(Guid ObjectId, string Email, string Role, string PasswordHash, int Failures = 0, DateTimeOffset? LockedUntil = null);
