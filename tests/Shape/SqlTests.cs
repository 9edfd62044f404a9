using System.Text.RegularExpressions;

namespace Glimmerglass.Tests.Shape;

/// <summary>How SQL is written.</summary>
public sealed class SqlTests
{
    // Rows of the catalogue of PostgreSQL or of our own scripts: as many as the schema has.
    private static readonly string[] WithoutLimit =
    [
        "Data/Catalogue/SchemaPage.cs", "Data/Catalogue/CatalogueReader.Queries.cs", "Data/Catalogue/CatalogueExpectation.cs", "Data/Migrator.cs",
        "Data/Backups/RestoredStore.cs", "Data/Backups/SnapshotCatalogue.cs", "Data/Backups/BackupFiles.cs", "Data/Backups/BackupFiles.Listing.cs",
    ];

    // They write statements for a script or a person, with names and definitions as PostgreSQL quoted them, and run none.
    private static readonly string[] WritesStatements = ["Data/Catalogue/CatalogueStatement.cs", "Data/Catalogue/CatalogueChange.cs"];

    private static readonly IReadOnlyList<(SourceFile File, string Sql)> statements =
        [.. from file in Sources.App
            where file.IsIn("Data")
            from Match match in Regex.Matches(file.Text, "(?<!\\$)\"{3}\n([\\s\\S]*?)\n *\"{3}")
            where Regex.IsMatch(match.Groups[1].Value, @"^\s*(select|with|insert|update|delete|create|set)\b")
            select (file, match.Groups[1].Value)];

    [Fact]
    public void SQL_is_never_put_together_from_pieces()
    {
        var breaches = from file in Sources.App
                       where !WritesStatements.Contains(file.Path)
                       from line in file.Lines
                       where line.Contains("$\"\"\"", StringComparison.Ordinal) || Regex.IsMatch(line, @"\$@?""\s*(select|with|insert|update|delete|create|drop|alter|set)\s")
                          || Regex.IsMatch(line, @"""\s*\+\s*\w+.*\b(from|where|values)\b") || (file.IsIn("Data") && line.Contains("StringBuilder", StringComparison.Ordinal) && !line.Contains("ConnectionStringBuilder", StringComparison.Ordinal))
                       select $"{file.Path}: {line.Trim()}";

        Assert.Empty(breaches);
    }

    [Fact]
    public void SQL_lies_in_Data_alone()
    {
        var breaches = from file in Sources.App
                       where !file.IsIn("Data") && file.Path != "Hosts/Local.cs"
                       from line in file.Lines
                       where Regex.IsMatch(line, @"""\s*(select .* from|insert into|update \w+ set|delete from)\b", RegexOptions.IgnoreCase)
                       select $"{file.Path}: {line.Trim()}";

        Assert.Empty(breaches);
    }

    [Fact]
    public void A_list_has_a_limit()
    {
        var lists = from file in Sources.App
                    where file.IsIn("Data") && !file.IsIn("Data/Files") && !WithoutLimit.Contains(file.Path)
                    from method in Regex.Matches(file.Text, @"public[^\n]*Task<IReadOnlyList<[\s\S]*?\n    }\n").Select(match => match.Value)
                    select (file.Path, Sql: method.Contains("Sql(filter)", StringComparison.Ordinal) ? file.Text : method);

        Assert.True(lists.Count() >= 6);
        Assert.All(lists.Where(list => list.Path != "Data/Database.cs"), list => Assert.True(Regex.IsMatch(list.Sql, @"\blimit (1000|@limit|@Limit)\b"), list.Path));
    }

    [Fact]
    public void Every_statement_with_an_order_has_a_limit_around_its_rows()
    {
        var breaches = from statement in statements
                       where !WithoutLimit.Contains(statement.File.Path)
                       // An order before "for update" is the order in which rows are locked, and lists nothing.
                       where Regex.IsMatch(statement.Sql, @"^ *order by (?!.*\n *for update)", RegexOptions.Multiline) && !Regex.IsMatch(statement.Sql, @"\blimit\b")
                       select $"{statement.File.Path}: {statement.Sql.Trim().Split('\n')[0]}";

        Assert.True(statements.Count > 30);
        Assert.Empty(breaches);
    }

    [Fact]
    public void Columns_are_named()
    {
        // A star is the whole of something named in the same statement, or the view that is one record.
        var breaches = from statement in statements
                       from Match star in Regex.Matches(statement.Sql, @"select \*\s+from (\w+)")
                       where star.Groups[1].Value is not ("documents" or "order_history" or "changed" or "followed")
                       select $"{statement.File.Path}: {star.Value}";

        Assert.Empty(breaches);
    }

    [Fact]
    public void Key_words_are_lower_case()
    {
        var breaches = from statement in statements
                       where Regex.IsMatch(Regex.Replace(statement.Sql, "'[^']*'", ""), @"\b(SELECT|FROM|WHERE|INSERT|UPDATE|DELETE|JOIN|AND|OR|ORDER BY|LIMIT)\b")
                       select statement.File.Path;

        Assert.Empty(breaches);
    }

    [Fact]
    public void A_pooled_session_keeps_nothing()
    {
        var breaches = from statement in statements
                       where Regex.IsMatch(statement.Sql, @"^\s*set (?!local|transaction)|\blisten\b|pg_advisory_lock\(|pg_try_advisory_lock\(|create temp|\bprepare\b", RegexOptions.IgnoreCase) && statement.File.Path != "Data/Catalogue/SchemaPage.cs"
                       select $"{statement.File.Path}: {statement.Sql.Trim().Split('\n')[0]}";

        Assert.Empty(breaches);
    }
}
