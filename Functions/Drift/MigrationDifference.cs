using Glimmerglass.Data;
using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>Compares the scripts that a database remembers with those of this build.</summary>
public static class MigrationDifference
{
    /// <summary>Scripts behind the newest applied one are pending: a deployment will apply them, and they are no difference.</summary>
    public static IReadOnlyList<DriftFinding> Compare(IReadOnlyList<AppliedMigration> applied, IReadOnlyList<Migration> scripts)
    {
        var newest = applied.Count == 0 ? 0 : applied.Max(done => done.Version);
        var unknown = from done in applied
                      where scripts.All(script => script.Version != done.Version)
                      select Found("unknown migration", Named(done.Version, done.Name), "", "applied", "Deploy the build that has it. Never remove its row.");
        var edited = from done in applied
                     join script in scripts on done.Version equals script.Version
                     where done.Checksum != script.Checksum
                     select Found("edited migration", Named(script.Version, script.Name), done.Checksum, script.Checksum, "Restore the script as it was applied, and write the change as a new one.");
        var renamed = from done in applied
                      join script in scripts on done.Version equals script.Version
                      where done.Checksum == script.Checksum && done.Name != script.Name
                      select Found("renamed migration", Named(script.Version, script.Name), done.Name, script.Name, "Give the script the name that it was applied under.");
        var skipped = from script in scripts
                      where script.Version < newest && applied.All(done => done.Version != script.Version)
                      select Found("skipped migration", Named(script.Version, script.Name), "applied", "", "Give the script the next number, or find out who removed its row.");
        return [.. unknown, .. edited, .. renamed, .. skipped];
    }

    /// <summary>The names of the scripts that wait to be applied.</summary>
    public static IReadOnlyList<string> Pending(IReadOnlyList<AppliedMigration> applied, IReadOnlyList<Migration> scripts)
    {
        var newest = applied.Count == 0 ? 0 : applied.Max(done => done.Version);
        return [.. scripts.Where(script => script.Version > newest).Select(script => Named(script.Version, script.Name))];
    }

    private static string Named(int version, string name) => FormattableString.Invariant($"{version:0000}_{name}");

    private static DriftFinding Found(string subject, string name, string expected, string found, string mend) =>
        new(DriftKind.Migrations, subject, name, expected, found, DriftSeverity.Critical, mend);
}
