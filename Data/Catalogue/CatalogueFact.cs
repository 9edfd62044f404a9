namespace Glimmerglass.Data.Catalogue;

/// <summary>
/// One thing that a schema consists of, in words that do not depend on who owns it, when it was made or where it stands. Names are qualified and quoted,
/// so that they can be put into a statement as they are; the definition is the part of the statement that makes it.
/// </summary>
/// <param name="Kind">One of <see cref="CatalogueKind"/>.</param>
/// <param name="On">What it is a part of: the table of a column, an index or a trigger; "" when it stands alone.</param>
/// <param name="Name">Together with the kind and what it is on, it occurs once.</param>
public sealed record CatalogueFact(string Kind, string On, string Name, string Definition)
{
    public (string Kind, string On, string Name) Key => (Kind, On, Name);

    /// <summary>As a person would say which one it is.</summary>
    public string FullName => (On, Name) switch
    {
        _ when Kind == CatalogueKind.Index || On.Length == 0 => Name,
        _ when Kind == CatalogueKind.Grant => $"{On} to {Name}",
        (_, "") => On,
        _ => $"{On}.{Name}",
    };
}

/// <summary>The kinds of things that are compared and written, in the words of PostgreSQL.</summary>
public static class CatalogueKind
{
    public const string Schema = "schema";
    public const string Extension = "extension";
    public const string Enum = "enum type";
    public const string Range = "range type";
    public const string Composite = "composite type";
    public const string Attribute = "attribute";
    public const string Domain = "domain";
    public const string DomainConstraint = "domain constraint";
    public const string Function = "function";
    public const string Procedure = "procedure";
    public const string Sequence = "sequence";
    public const string Table = "table";
    public const string Column = "column";
    public const string Default = "default";
    public const string Identity = "identity";
    public const string Partition = "partition";
    public const string Inheritance = "inheritance";
    public const string SequenceOwner = "sequence owner";
    public const string TableOptions = "table options";
    public const string Constraint = "constraint";
    public const string View = "view";
    public const string ViewOptions = "view options";
    public const string MaterializedView = "materialized view";
    public const string MaterializedViewOptions = "materialized view options";
    public const string Index = "index";
    public const string IndexOptions = "index options";
    public const string IndexPartition = "index partition";
    public const string Trigger = "trigger";
    public const string RowSecurity = "row security";
    public const string Policy = "policy";
    public const string Grant = "grant";
}
