namespace Glimmerglass.Data.Catalogue;

/// <summary>The statement that makes, drops or changes one thing of a schema. Each ends with a semicolon; names and definitions are quoted where they were read.</summary>
public static class CatalogueStatement
{
    private const string Disabled = " (disabled)";
    private const string Replica = " (replica)";
    private const string Always = " (always)";
    private const string Invalid = " (invalid)";
    private const string WithoutRows = " (without rows)";

    /// <param name="parts">What is made with it: the columns of a table with their defaults and identities, the attributes of a composite type.</param>
    public static string Make(CatalogueFact fact, IEnumerable<CatalogueFact> parts) => fact.Kind switch
    {
        CatalogueKind.Table => $"create {Head(fact)} (\n{string.Join(",\n", Columns(parts.ToList()))}\n){Tail(fact)};",
        CatalogueKind.Composite => $"create type {fact.Name} as (\n{string.Join(",\n", parts.Where(part => part.Kind == CatalogueKind.Attribute).Select(part => $"    {part.Name} {part.Definition}"))}\n);",
        CatalogueKind.Domain => $"create domain {fact.Name} {fact.Definition}{string.Concat(parts.Where(part => part.Kind == CatalogueKind.DomainConstraint).Select(part => $" constraint {part.Name} {part.Definition}"))};",
        _ => Make(fact),
    };

    /// <summary>Of one thing whose parts are made one by one.</summary>
    public static string Make(CatalogueFact fact) => fact.Kind switch
    {
        CatalogueKind.Schema => $"create schema {fact.Name};",
        CatalogueKind.Extension => $"create extension if not exists {fact.Name} {fact.Definition};",
        CatalogueKind.Enum or CatalogueKind.Range => $"create type {fact.Name} {fact.Definition};",
        CatalogueKind.Function or CatalogueKind.Procedure => $"{fact.Definition};",
        CatalogueKind.Sequence => fact.Definition.StartsWith("unlogged ", StringComparison.Ordinal) ? $"create unlogged sequence {fact.Name} {fact.Definition["unlogged ".Length..]};" : $"create sequence {fact.Name} {fact.Definition};",
        CatalogueKind.View => $"create view {fact.Name} as\n{fact.Definition};",
        CatalogueKind.MaterializedView => $"create materialized view {fact.Name} as\n{Without(fact.Definition, WithoutRows)}\n  with no data;",
        CatalogueKind.Index => $"{Without(fact.Definition, Invalid)};",
        CatalogueKind.Trigger => MakeTrigger(fact),
        CatalogueKind.Policy => $"create policy {fact.Name} on {fact.On} {fact.Definition};",
        CatalogueKind.RowSecurity => SetRowSecurity(fact.On, fact.Definition),
        CatalogueKind.Grant => Give(fact.On, fact.Name, fact.Definition),
        _ => MakePart(fact),
    };

    /// <summary>Of a materialized view: whether it was ever filled.</summary>
    public static bool HasRows(CatalogueFact view) => !view.Definition.EndsWith(WithoutRows, StringComparison.Ordinal);

    /// <summary>The same for a database that is in use: an index is built beside the writes, where PostgreSQL can.</summary>
    public static string MakeOnline(CatalogueFact fact)
    {
        var make = Make(fact);
        if (fact.Kind != CatalogueKind.Index || fact.Definition.Contains(" ON ONLY ", StringComparison.Ordinal)) return make;
        return string.Concat(make.AsSpan(0, make.IndexOf(" INDEX ", StringComparison.Ordinal)), " INDEX CONCURRENTLY ", make.AsSpan(make.IndexOf(" INDEX ", StringComparison.Ordinal) + " INDEX ".Length));
    }

    private static string MakePart(CatalogueFact fact) => fact.Kind switch
    {
        CatalogueKind.Attribute => $"alter type {fact.On} add attribute {fact.Name} {fact.Definition};",
        CatalogueKind.DomainConstraint => $"alter domain {fact.On} add constraint {fact.Name} {fact.Definition};",
        CatalogueKind.Column => $"alter table {fact.On} add column {fact.Name} {fact.Definition};",
        CatalogueKind.Default => $"alter table {fact.On} alter column {fact.Name} set default {fact.Definition};",
        CatalogueKind.Identity => $"alter table {fact.On} alter column {fact.Name} add {fact.Definition};",
        CatalogueKind.Partition => $"alter table only {fact.Name} attach partition {fact.On} {fact.Definition};",
        CatalogueKind.Inheritance => $"alter table only {fact.On} inherit {fact.Name};",
        CatalogueKind.SequenceOwner => $"alter sequence {fact.On} owned by {fact.Definition};",
        CatalogueKind.TableOptions => $"alter table {fact.On} set ({fact.Definition});",
        CatalogueKind.ViewOptions => $"alter view {fact.On} set ({fact.Definition});",
        CatalogueKind.MaterializedViewOptions => $"alter materialized view {fact.On} set ({fact.Definition});",
        CatalogueKind.IndexOptions => $"alter index {fact.On} set ({fact.Definition});",
        CatalogueKind.IndexPartition => $"alter index {fact.Name} attach partition {fact.On};",
        // The key of a partitioned table alone: those of its partitions are made by themselves and attached to it.
        CatalogueKind.Constraint => $"alter table {(CatalogueOrder.IsKey(fact) ? "only " : "")}{fact.On} add constraint {fact.Name} {Without(fact.Definition, Disabled)};",
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact.Kind, "No statement is known that makes this kind of thing."),
    };

    private static string Head(CatalogueFact table) => (table.Definition.StartsWith("unlogged ", StringComparison.Ordinal) ? "unlogged table " : "table ") + table.Name;

    private static string Tail(CatalogueFact table)
    {
        var from = table.Definition.IndexOf("table", StringComparison.Ordinal) + "table".Length;
        return table.Definition[from..];
    }

    private static IEnumerable<string> Columns(IReadOnlyList<CatalogueFact> parts) =>
        from column in parts
        where column.Kind == CatalogueKind.Column
        let more = from part in parts
                   where part.Name == column.Name && part.Kind is (CatalogueKind.Default or CatalogueKind.Identity)
                   select part.Kind == CatalogueKind.Default ? $" default {part.Definition}" : $" {part.Definition}"
        select $"    {column.Name} {column.Definition}{string.Concat(more)}";

    private static string MakeTrigger(CatalogueFact fact)
    {
        var state = State(fact.Definition);
        var make = $"{Without(fact.Definition, state)};";
        return state.Length == 0 ? make : $"{make}\n{SetTrigger(fact.On, fact.Name, state)}";
    }

    /// <summary>The definition without what is said of its state.</summary>
    public static string Body(CatalogueFact fact) =>
        new[] { Disabled, Replica, Always, Invalid, WithoutRows }.Aggregate(fact.Definition, Without);

    /// <summary>Switches a trigger as its definition says.</summary>
    public static string SetTrigger(CatalogueFact trigger) => SetTrigger(trigger.On, trigger.Name, State(trigger.Definition));

    /// <summary>Gives a role what it has where nobody gave or took anything.</summary>
    public static string GiveBack(CatalogueFact grant)
    {
        var ordinary = (grant.Name, grant.On.Split(' ')[0]) switch
        {
            ("owner", _) => "all",
            ("public", "routine") => "execute",
            ("public", "type") => "usage",
            ("public", "schema") when grant.On == "schema public" => "usage",
            _ => "nothing",
        };
        return Give(grant.On, grant.Name, ordinary);
    }

    private static string SetTrigger(string table, string trigger, string state) => state switch
    {
        Disabled => $"alter table {table} disable trigger {trigger};",
        Replica => $"alter table {table} enable replica trigger {trigger};",
        Always => $"alter table {table} enable always trigger {trigger};",
        _ => $"alter table {table} enable trigger {trigger};",
    };

    private static string SetRowSecurity(string table, string state) =>
        $"alter table {table} {(state.Contains("enabled", StringComparison.Ordinal) ? "enable" : "disable")} row level security, {(state.Contains("forced", StringComparison.Ordinal) ? "force" : "no force")} row level security;";

    private static string Give(string on, string to, string privileges) => privileges == "nothing" ? $"revoke all on {on} from {Role(to)};" : $"revoke all on {on} from {Role(to)}; grant {privileges} on {on} to {Role(to)};";

    private static string Role(string grantee) => grantee switch
    {
        "owner" => "current_user",
        "public" => "public",
        _ => grantee["role ".Length..],
    };

    private static string State(string definition) => new[] { Disabled, Replica, Always }.FirstOrDefault(state => definition.EndsWith(state, StringComparison.Ordinal)) ?? "";

    private static string Without(string definition, string ending) => ending.Length > 0 && definition.EndsWith(ending, StringComparison.Ordinal) ? definition[..^ending.Length] : definition;
}
