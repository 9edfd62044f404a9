namespace Glimmerglass.Data.Access;

/// <summary>What is known of a user when a request asks.</summary>
public sealed record User
{
    public required Guid Id { get; init; }

    public required string Email { get; init; }

    public string? DisplayName { get; init; }

    public required Role Role { get; init; }

    /// <summary>The user is approved and not disabled and, for a dealer, so is its company.</summary>
    public required bool Approved { get; init; }

    public Guid? DealerId { get; init; }

    public string? DealerName { get; init; }

    public bool AgreementSigned { get; init; }

    /// <summary>Modules as words, each with its level at the same place in <see cref="Levels"/>. Empty: every module.</summary>
    public required Module[] Modules { get; init; }

    public required AccessLevel[] Levels { get; init; }

    /// <summary>Empty: every factory.</summary>
    public required Guid[] FactoryIds { get; init; }
}

public sealed class UserStore(Database db)
{
    public async Task<User?> Find(Guid id, CancellationToken cancel)
    {
        const string sql = """
            select u.id, u.email, u.display_name, u.role,
                   u.approved and u.disabled_at is null and (u.role <> 'DEALER' or coalesce(d.approved, false)) as approved,
                   u.dealer_id, d.name as dealer_name, d.agreement_signed_at is not null as agreement_signed,
                   coalesce(m.modules, '{}') as modules, coalesce(m.levels, '{}') as levels, coalesce(f.factory_ids, '{}') as factory_ids
              from users u
              left join dealers d on d.id = u.dealer_id
              left join lateral (select array_agg(module order by module) as modules, array_agg(access_level order by module) as levels
                                   from user_module_access
                                  where user_id = u.id) m on true
              left join lateral (select array_agg(factory_id order by factory_id) as factory_ids
                                   from user_factory_access
                                  where user_id = u.id) f on true
             where u.id = @id
            """;
        return await db.QueryOne<User>(sql, new { id }, cancel);
    }
}
