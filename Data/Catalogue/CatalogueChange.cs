using System.Text.RegularExpressions;

namespace Glimmerglass.Data.Catalogue;

/// <summary>
/// The statement that turns one thing of a schema into what it should be, or takes away what should not be. "" where rows could be lost or a word of an
/// enum stands in rows: somebody has to decide.
/// </summary>
public static partial class CatalogueChange
{
    /// <summary>For a thing that should not be there. Nothing that holds rows is dropped by a statement of ours.</summary>
    public static string Drop(CatalogueFact extra) => extra.Kind switch
    {
        CatalogueKind.Table or CatalogueKind.Column or CatalogueKind.Attribute => "",
        CatalogueKind.Schema or CatalogueKind.Extension or CatalogueKind.Domain or CatalogueKind.Function or CatalogueKind.Procedure or CatalogueKind.Sequence
            or CatalogueKind.View or CatalogueKind.MaterializedView => $"drop {extra.Kind} {extra.Name};",
        CatalogueKind.Enum or CatalogueKind.Range or CatalogueKind.Composite => $"drop type {extra.Name};",
        CatalogueKind.DomainConstraint => $"alter domain {extra.On} drop constraint {extra.Name};",
        CatalogueKind.Constraint => $"alter table {extra.On} drop constraint {extra.Name};",
        CatalogueKind.Index => $"drop index{Concurrently(extra)} {extra.Name};",
        CatalogueKind.Trigger or CatalogueKind.Policy => $"drop {extra.Kind} {extra.Name} on {extra.On};",
        _ => Undo(extra),
    };

    private static string Undo(CatalogueFact extra) => extra.Kind switch
    {
        CatalogueKind.Default => $"alter table {extra.On} alter column {extra.Name} drop default;",
        CatalogueKind.Identity => $"alter table {extra.On} alter column {extra.Name} drop identity;",
        CatalogueKind.Partition => $"alter table {extra.Name} detach partition {extra.On};",
        CatalogueKind.Inheritance => $"alter table {extra.On} no inherit {extra.Name};",
        CatalogueKind.SequenceOwner => $"alter sequence {extra.On} owned by none;",
        CatalogueKind.TableOptions or CatalogueKind.ViewOptions or CatalogueKind.MaterializedViewOptions or CatalogueKind.IndexOptions =>
            $"alter {Optioned(extra)} {extra.On} reset ({string.Join(", ", OptionNames(extra.Definition))});",
        CatalogueKind.RowSecurity => $"alter table {extra.On} disable row level security, no force row level security;",
        CatalogueKind.Grant => CatalogueStatement.GiveBack(extra),
        _ => "",
    };

    /// <summary>For a thing that is there under another name, with everything in it.</summary>
    public static string Rename(CatalogueFact found, CatalogueFact expected) => found.Kind switch
    {
        CatalogueKind.Column => $"alter table {found.On} rename column {found.Name} to {expected.Name};",
        CatalogueKind.Attribute => $"alter type {found.On} rename attribute {found.Name} to {expected.Name};",
        CatalogueKind.Constraint => $"alter table {found.On} rename constraint {found.Name} to {expected.Name};",
        CatalogueKind.DomainConstraint => $"alter domain {found.On} rename constraint {found.Name} to {expected.Name};",
        CatalogueKind.Trigger or CatalogueKind.Policy => $"alter {found.Kind} {found.Name} on {found.On} rename to {expected.Name};",
        CatalogueKind.Enum or CatalogueKind.Range or CatalogueKind.Composite => $"alter type {found.Name} rename to {Own(expected.Name)};",
        CatalogueKind.Function or CatalogueKind.Procedure => $"alter {found.Kind} {found.Name} rename to {Own(expected.Name).Split('(')[0]};",
        CatalogueKind.Table or CatalogueKind.Domain or CatalogueKind.Sequence or CatalogueKind.View or CatalogueKind.MaterializedView or CatalogueKind.Index =>
            $"alter {found.Kind} {found.Name} rename to {Own(expected.Name)};",
        _ => "",
    };

    /// <summary>For a thing that is not as it should be, where nothing else has to step aside for the change.</summary>
    public static string Change(CatalogueFact expected, CatalogueFact found) => expected.Kind switch
    {
        CatalogueKind.Column => ChangeColumn(expected, found),
        CatalogueKind.Default or CatalogueKind.Partition or CatalogueKind.SequenceOwner or CatalogueKind.RowSecurity or CatalogueKind.Grant => CatalogueStatement.Make(expected),
        CatalogueKind.Identity => ChangeIdentity(expected, found),
        CatalogueKind.Enum => ChangeEnum(expected, found),
        CatalogueKind.Domain => ChangeDomain(expected, found),
        CatalogueKind.Sequence => ChangeSequence(expected, found),
        CatalogueKind.Table => ChangeTable(expected, found),
        CatalogueKind.Attribute => $"alter type {expected.On} alter attribute {expected.Name} type {expected.Definition};",
        CatalogueKind.Extension => $"alter extension {expected.Name} set{expected.Definition["with".Length..]};",
        CatalogueKind.Function or CatalogueKind.Procedure => Signature(expected) == Signature(found) ? CatalogueStatement.Make(expected) : Again(expected, found),
        CatalogueKind.Constraint => ChangeConstraint(expected, found),
        CatalogueKind.Trigger when CatalogueStatement.Body(expected) == CatalogueStatement.Body(found) => CatalogueStatement.SetTrigger(expected),
        CatalogueKind.TableOptions or CatalogueKind.ViewOptions or CatalogueKind.MaterializedViewOptions or CatalogueKind.IndexOptions => ChangeOptions(expected, found),
        _ => Again(expected, found),
    };

    private static string Again(CatalogueFact expected, CatalogueFact found) => Drop(found) is { Length: > 0 } drop ? $"{drop}\n{CatalogueStatement.MakeOnline(expected)}" : "";

    /// <summary>The type with what follows it, and whether null is refused.</summary>
    public static (string Type, bool NotNull) Column(string definition) =>
        definition.EndsWith(" not null", StringComparison.Ordinal) ? (definition[..^" not null".Length], true) : (definition, false);

    private static string ChangeColumn(CatalogueFact expected, CatalogueFact found)
    {
        var (want, have) = (Column(expected.Definition), Column(found.Definition));
        var column = $"alter column {expected.Name}";
        List<string> steps = [];
        if (want.Type != have.Type) steps.AddRange(ChangeType(column, expected, want.Type, have.Type));
        if (want.NotNull != have.NotNull) steps.Add($"{column} {(want.NotNull ? "set" : "drop")} not null");
        return steps.Count == 0 || steps.Contains("") ? "" : $"alter table {expected.On} {string.Join(", ", steps)};";
    }

    private static string[] ChangeType(string column, CatalogueFact expected, string want, string have)
    {
        var (wanted, kept) = (Generated().Match(want), Generated().Match(have));
        if (wanted.Success && kept.Success && Bare(want) == Bare(have)) return [$"{column} set expression as {wanted.Groups[1].Value}"];
        // What is computed is lost by nobody, but an ordinary column cannot become computed where it stands.
        if (wanted.Success) return [$"drop column {expected.Name}", $"add column {expected.Name} {want}"];
        var type = Bare(want).Split(" collate ")[0];
        var change = $"{column} type {Bare(want)} using {expected.Name}::{type}";
        if (!kept.Success) return [change];
        return Bare(want) == Bare(have) ? [$"{column} drop expression"] : [$"{column} drop expression", change];
    }

    private static string Bare(string type) => type.Split(" generated always as ")[0];

    private static string ChangeIdentity(CatalogueFact expected, CatalogueFact found)
    {
        var (want, have) = (Identity().Match(expected.Definition), Identity().Match(found.Definition));
        List<string> steps = [];
        if (want.Groups["when"].Value != have.Groups["when"].Value) steps.Add($"alter table {expected.On} alter column {expected.Name} set generated {want.Groups["when"].Value};");
        if (want.Groups["options"].Value != have.Groups["options"].Value) steps.Add($"alter sequence {have.Groups["sequence"].Value} {want.Groups["options"].Value};");
        if (want.Groups["sequence"].Value != have.Groups["sequence"].Value) steps.Add($"alter sequence {have.Groups["sequence"].Value} rename to {Own(want.Groups["sequence"].Value)};");
        return string.Join('\n', steps);
    }

    private static string ChangeEnum(CatalogueFact expected, CatalogueFact found)
    {
        var (want, have) = (Labels(expected.Definition), Labels(found.Definition));
        var (missing, extra) = (want.Except(have).ToList(), have.Except(want).ToList());
        if (missing is [var word] && extra is [var other] && want.IndexOf(word) == have.IndexOf(other)) return $"alter type {expected.Name} rename value {other} to {word};";
        // A word cannot be taken out of an enum, and rows may hold it.
        if (extra.Count > 0 || missing.Count == 0) return "";
        return string.Join('\n', missing.Select(label => $"alter type {expected.Name} add value {label}{Place(want, label)};"));
    }

    private static string Place(List<string> labels, string label)
    {
        var at = labels.IndexOf(label);
        return at > 0 ? $" after {labels[at - 1]}" : labels.Count > 1 ? $" before {labels[1]}" : "";
    }

    /// <summary>The words of an enum as they are quoted.</summary>
    public static List<string> Labels(string definition) => [.. Quoted().Matches(definition).Select(label => label.Value)];

    private static string ChangeDomain(CatalogueFact expected, CatalogueFact found)
    {
        var (want, have) = (DomainParts().Match(expected.Definition), DomainParts().Match(found.Definition));
        if (want.Groups["type"].Value != have.Groups["type"].Value) return "";
        List<string> steps = [];
        if (want.Groups["default"].Value != have.Groups["default"].Value) steps.Add($"alter domain {expected.Name} {(want.Groups["default"].Success ? $"set default {want.Groups["default"].Value}" : "drop default")};");
        if (want.Groups["null"].Success != have.Groups["null"].Success) steps.Add($"alter domain {expected.Name} {(want.Groups["null"].Success ? "set" : "drop")} not null;");
        return string.Join('\n', steps);
    }

    private static string ChangeSequence(CatalogueFact expected, CatalogueFact found)
    {
        var (want, have) = (expected.Definition.Replace("unlogged ", "", StringComparison.Ordinal), found.Definition.Replace("unlogged ", "", StringComparison.Ordinal));
        var unlogged = expected.Definition.StartsWith("unlogged ", StringComparison.Ordinal);
        List<string> steps = [];
        if (want != have) steps.Add($"alter sequence {expected.Name} {want};");
        if (unlogged != found.Definition.StartsWith("unlogged ", StringComparison.Ordinal)) steps.Add($"alter sequence {expected.Name} set {(unlogged ? "unlogged" : "logged")};");
        return string.Join('\n', steps);
    }

    private static string ChangeTable(CatalogueFact expected, CatalogueFact found) => (expected.Definition, found.Definition) switch
    {
        ("table", "unlogged table") => $"alter table {expected.Name} set logged;",
        ("unlogged table", "table") => $"alter table {expected.Name} set unlogged;",
        _ => "",
    };

    private static string ChangeConstraint(CatalogueFact expected, CatalogueFact found)
    {
        var body = CatalogueStatement.Body(found);
        var steps = new List<string>();
        if (CatalogueStatement.Body(expected) == body)
        {
            // The guards of a foreign key are triggers of PostgreSQL's own on both tables: only a superuser can switch them.
            steps.Add($"alter table {expected.On} enable trigger all;");
            if (References().Match(body) is { Success: true } other && other.Groups[1].Value != expected.On) steps.Add($"alter table {other.Groups[1].Value} enable trigger all;");
        }
        else if (body == CatalogueStatement.Body(expected) + " NOT VALID") steps.Add($"alter table {expected.On} validate constraint {expected.Name};");
        else steps.Add($"alter table {expected.On} drop constraint {expected.Name}, add constraint {expected.Name} {CatalogueStatement.Body(expected)};");
        return string.Join('\n', steps);
    }

    private static string ChangeOptions(CatalogueFact expected, CatalogueFact found)
    {
        var extra = OptionNames(found.Definition).Except(OptionNames(expected.Definition)).ToList();
        var set = CatalogueStatement.Make(expected);
        return extra.Count == 0 ? set : $"{set}\nalter {Optioned(expected)} {expected.On} reset ({string.Join(", ", extra)});";
    }

    private static string Optioned(CatalogueFact options) => options.Kind[..^" options".Length];

    private static IEnumerable<string> OptionNames(string options) => OptionName().Matches(options).Select(name => name.Groups[1].Value);

    /// <summary>Name, arguments and result: what "create or replace" cannot change.</summary>
    public static string Signature(CatalogueFact routine) => string.Join('\n', routine.Definition.Split('\n').Take(routine.Kind == CatalogueKind.Function ? 2 : 1));

    // Not of a partitioned table, where PostgreSQL has no such thing.
    private static string Concurrently(CatalogueFact index) => index.Definition.Contains(" ON ONLY ", StringComparison.Ordinal) ? "" : " concurrently";

    /// <summary>A qualified name without its schema.</summary>
    public static string Own(string name) => Qualified().Match(name).Groups[1].Value;

    [GeneratedRegex(@" generated always as (\(.*\)) stored$", RegexOptions.Singleline)]
    private static partial Regex Generated();

    [GeneratedRegex(@"^generated (?<when>always|by default) as identity \(sequence name (?<sequence>.+) (?<options>increment by .+)\)$")]
    private static partial Regex Identity();

    [GeneratedRegex("'(?:[^']|'')*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^as (?<type>.+?)(?: default (?<default>.+?))?(?<null> not null)?$", RegexOptions.Singleline)]
    private static partial Regex DomainParts();

    [GeneratedRegex(@" REFERENCES ((?:""(?:[^""]|"""")+""|[^("".])+\.(?:""(?:[^""]|"""")+""|[^("".])+)\(")]
    private static partial Regex References();

    [GeneratedRegex(@"(?:^|, )([a-z_.""]+) = '")]
    private static partial Regex OptionName();

    [GeneratedRegex(@"^(?:""(?:[^""]|"""")+""|[^"".]+)\.(.+)$", RegexOptions.Singleline)]
    private static partial Regex Qualified();
}
