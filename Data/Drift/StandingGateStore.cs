using System.Text.Json;
using Glimmerglass.Data.Orders;
using Glimmerglass.Data.Workflow;

namespace Glimmerglass.Data.Drift;

/// <summary>Requirements as they are configured for one workflow profile; a null profile is what holds for everybody else.</summary>
public sealed record ProfileRequirements
{
    public Guid? ProfileId { get; init; }

    public required IReadOnlyList<RequirementTemplate> Templates { get; init; }

    public required IReadOnlyList<DocumentDefinition> Definitions { get; init; }
}

/// <summary>What a status requires of orders whose dealers have this profile.</summary>
public sealed record StandingRequirement(Guid? ProfileId, OrderStatus Status, IReadOnlyList<string> Docs, IReadOnlyList<string> Fields);

/// <summary>An order that stands in a status whose gate it would not pass today.</summary>
public sealed record ClosedGate(string Number, string Status, string Missing);

/// <summary>Orders against the gates of the statuses they stand in.</summary>
public sealed class StandingGateStore(Database db)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>What is configured, for every active profile and for orders without one.</summary>
    public Task<IReadOnlyList<ProfileRequirements>> ListProfiles(CancellationToken cancel)
    {
        const string sql = """
            select p.id as profile_id,
                   (select coalesce(jsonb_agg(jsonb_build_object(
                               'status', t.status, 'ofProfile', t.profile_id is not null, 'fields', t.fields,
                               'documents', (select coalesce(jsonb_agg(n.document_kind order by n.document_kind), '[]')
                                               from requirement_template_documents n
                                              where n.template_id = t.id))), '[]')
                      from requirement_templates t
                     where t.profile_id is null
                        or t.profile_id = p.id) as templates,
                   (select coalesce(jsonb_agg(jsonb_build_object(
                               'key', key, 'label', label, 'active', active, 'dealerMayUpload', dealer_may_upload,
                               'visibleToDealerDefault', visible_to_dealer_default) order by sort_order, key), '[]')
                      from document_definitions) as definitions
              from (select id from workflow_profiles where active union all select null) p
             limit 1000
            """;
        return db.Query<ProfileRequirements>(sql, null, cancel);
    }

    /// <summary>Orders that lack what their status requires, by number, with what is missing.</summary>
    public Task<IReadOnlyList<ClosedGate>> ListClosed(IReadOnlyList<StandingRequirement> requirements, int limit, CancellationToken cancel)
    {
        // Every paper that is required of an order against every one that it has: two hashed sets, whatever the number of orders.
        const string sql = """
            with required as (
                select "profileId" as profile_id, status::order_status as status, docs, fields
                  from jsonb_to_recordset(@Requirements::jsonb) as r ("profileId" uuid, status text, docs text[], fields text[])
            ), standing as (
                select o.id, o.number, o.status, o.serial_number, o.requested_ship_on, o.production_priority, r.docs, r.fields
                  from orders o
                  join dealers d on d.id = o.dealer_id
                  left join workflow_profiles p on p.id = d.workflow_profile_id and p.active
                  join required r on r.status = o.status and r.profile_id is not distinct from p.id
            ), missing as (
                select s.id, s.number, s.status, k.kind as what
                  from standing s
                 cross join unnest(s.docs) as k (kind)
                 where not exists (select from documents x where x.order_id = s.id and x.kind = k.kind and x.state = 'ACCEPTED')
                 union all
                select s.id, s.number, s.status, f.field
                  from standing s
                 cross join unnest(s.fields) as f (field)
                 where case f.field when 'serialNumber' then s.serial_number is null
                                    when 'requestedShipDate' then s.requested_ship_on is null
                                    when 'productionPriority' then s.production_priority is null
                       end
            )
            select number, status::text as status, string_agg(what, ', ' order by what) as missing
              from missing
             group by number, status
             order by number
             limit @limit
            """;
        return db.Query<ClosedGate>(sql, new { Requirements = JsonSerializer.Serialize(requirements, Json.Options), limit }, Patience, cancel);
    }
}
