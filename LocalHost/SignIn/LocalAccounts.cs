using Microsoft.AspNetCore.Identity;

namespace Glimmerglass.LocalHost.SignIn;

/// <summary>The accounts of this machine. Five wrong passwords in a row lock one for 15 minutes, which a restart does not shorten.</summary>
public sealed class LocalAccounts
{
    private const int MaxFailures = 5;
    private static readonly TimeSpan LockTime = TimeSpan.FromMinutes(15);

    private readonly Lock changing = new();
    private readonly Dictionary<string, LocalAccount> byEmail;
    private readonly AccountsFile? file;
    private readonly TimeProvider clock;
    private readonly IPasswordHasher<LocalAccount> hasher;
    private readonly LocalAccount nobody;

    // Attempts at one e-mail queue up, so that parallel guesses are counted one by one. Unknown e-mails queue alike, or waiting would tell them apart.
    private readonly SemaphoreSlim[] queues = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public LocalAccounts(string? path, TimeProvider clock, IPasswordHasher<LocalAccount> hasher)
    {
        this.clock = clock;
        this.hasher = hasher;
        file = path is null ? null : new AccountsFile(path);
        byEmail = (file?.Read() ?? []).ToDictionary(account => account.Email, StringComparer.Ordinal);
        nobody = new LocalAccount(Guid.Empty, "", "", hasher.HashPassword(null!, Guid.NewGuid().ToString()));
    }

    /// <summary>Adds an account, unless there is one with this e-mail: that one stays as it is.</summary>
    public void Add(Guid objectId, string email, string role, string password)
    {
        var key = Key(email);
        lock (changing)
        {
            if (byEmail.ContainsKey(key)) return;

            byEmail[key] = new LocalAccount(objectId, key, role, hasher.HashPassword(nobody, password));
            Save();
        }
    }

    /// <summary>Removes an account; its refresh tokens end with it, its access tokens within their 15 minutes.</summary>
    public void Remove(string email)
    {
        lock (changing)
        {
            if (byEmail.Remove(Key(email))) Save();
        }
    }

    public LocalAccount? Find(Guid objectId)
    {
        lock (changing) return byEmail.Values.FirstOrDefault(account => account.ObjectId == objectId);
    }

    /// <summary>The account, or null when e-mail and password do not fit or the account is locked. All three nulls take the same work.</summary>
    public async Task<LocalAccount?> SignIn(string email, string password, CancellationToken cancel)
    {
        var key = Key(email);
        var queue = queues[(uint)key.GetHashCode(StringComparison.Ordinal) % queues.Length];
        await queue.WaitAsync(cancel);
        try
        {
            return Judge(key, password);
        }
        finally
        {
            queue.Release();
        }
    }

    private LocalAccount? Judge(string key, string password)
    {
        var before = Find(key);
        var fits = hasher.VerifyHashedPassword(nobody, (before ?? nobody).PasswordHash, password) != PasswordVerificationResult.Failed;

        lock (changing)
        {
            // Looked up again: it may have been removed while the hash was computed.
            byEmail.TryGetValue(key, out var account);
            var isOpen = account is not null && (account.LockedUntil is not { } until || until <= clock.GetUtcNow());
            if (isOpen && fits) return Welcome(account!);

            if (isOpen) byEmail[key] = OneMoreFailure(account!);
            Save();
            return null;
        }
    }

    private LocalAccount Welcome(LocalAccount account)
    {
        if (account is { Failures: 0, LockedUntil: null }) return account;

        var clean = account with { Failures = 0, LockedUntil = null };
        byEmail[account.Email] = clean;
        Save();
        return clean;
    }

    private LocalAccount OneMoreFailure(LocalAccount account) => account.Failures + 1 < MaxFailures
        ? account with { Failures = account.Failures + 1, LockedUntil = null }
        : account with { Failures = 0, LockedUntil = clock.GetUtcNow() + LockTime };

    private LocalAccount? Find(string key)
    {
        lock (changing) return byEmail.GetValueOrDefault(key);
    }

    private void Save() => file?.Write(byEmail.Values);

    // Lower case is how e-mails are shown and compared; upper-casing first would only move the odd letters elsewhere.
#pragma warning disable CA1308
    private static string Key(string email) => email.Trim().ToLowerInvariant();
#pragma warning restore CA1308
}
