namespace Glimmerglass.Data.Invariants;

public sealed partial class InvariantStore
{
    /// <summary>What points at what, whether or not a foreign key holds it. A test keeps this list equal to the foreign keys of the migrations.</summary>
    internal static readonly IReadOnlyList<(string Child, string Column, string Parent, string Key)> Known =
    [
        ("dealers", "workflow_profile_id", "workflow_profiles", "id"),
        ("documents", "kind", "document_definitions", "key"),
        ("documents", "order_id", "orders", "id"),
        ("documents", "released_by", "users", "id"),
        ("documents", "uploaded_by", "users", "id"),
        ("drift_findings", "check_id", "drift_checks", "id"),
        ("job_runs", "started_by", "users", "id"),
        ("malware_scans", "document_id", "documents", "id"),
        ("order_history", "order_id", "orders", "id"),
        ("order_history", "user_id", "users", "id"),
        ("orders", "color_id", "colors", "id"),
        ("orders", "created_by", "users", "id"),
        ("orders", "dealer_id", "dealers", "id"),
        ("orders", "factory_id", "factories", "id"),
        ("orders", "job_id", "order_jobs", "id"),
        ("orders", "pool_model_id", "pool_models", "id"),
        ("outbox", "dealer_id", "dealers", "id"),
        ("outbox", "order_id", "orders", "id"),
        ("pool_models", "default_factory_id", "factories", "id"),
        ("requirement_template_documents", "document_kind", "document_definitions", "key"),
        ("requirement_template_documents", "template_id", "requirement_templates", "id"),
        ("requirement_templates", "profile_id", "workflow_profiles", "id"),
        ("user_factory_access", "factory_id", "factories", "id"),
        ("user_factory_access", "user_id", "users", "id"),
        ("user_module_access", "user_id", "users", "id"),
        ("users", "dealer_id", "dealers", "id"),
    ];

    /// <summary>What the audit log names has no foreign key, so that it could outlive everything; but nothing of ours deletes an order.</summary>
    internal static readonly IReadOnlyList<(string Child, string Column, string Parent, string Key)> WithoutKey = [("audit_log", "order_id", "orders", "id")];

    /// <summary>Names cannot be parameters, so PostgreSQL writes the question for each reference and quotes them. Tables that are not there are not asked.</summary>
    private async Task<IReadOnlyList<BrokenInvariant>> References(int limit, CancellationToken cancel)
    {
        const string questions = """
            select format('select ''references exist'' as invariant, %1$L as subject, c.%2$I::text as name, %5$L as expected, count(*) || '' rows'' as found '
                          'from %3$I c where c.%2$I is not null and not exists (select from %4$I p where p.%6$I = c.%2$I) '
                          'group by c.%2$I order by c.%2$I limit @limit',
                          r.child || '.' || r.child_column, r.child_column, r.child, r.parent, 'a row of ' || r.parent, r.parent_key)
              from unnest(@Children, @Columns, @Parents, @Keys) as r (child, child_column, parent, parent_key)
             where exists (select from pg_attribute a where a.attrelid = to_regclass(quote_ident(r.child)) and a.attname = r.child_column and not a.attisdropped)
               and exists (select from pg_attribute a where a.attrelid = to_regclass(quote_ident(r.parent)) and a.attname = r.parent_key and not a.attisdropped)
            """;
        var all = Known.Concat(WithoutKey).ToList();
        var named = new
        {
            Children = all.Select(one => one.Child).ToArray(),
            Columns = all.Select(one => one.Column).ToArray(),
            Parents = all.Select(one => one.Parent).ToArray(),
            Keys = all.Select(one => one.Key).ToArray(),
        };
        List<BrokenInvariant> broken = [];
        foreach (var question in await db.Query<string>(questions, named, cancel)) broken.AddRange(await db.Query<BrokenInvariant>(question, new { limit }, Patience, cancel));
        return broken;
    }
}
