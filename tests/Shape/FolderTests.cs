using System.Text.RegularExpressions;

namespace Glimmerglass.Tests.Shape;

/// <summary>Who may know whom.</summary>
public sealed class FolderTests
{
    // A payment proof is announced with its order, by the rule that every announcement goes through. Drift asks the rule of the gate what a status requires.
    private static readonly HashSet<(string Path, string Feature)> KnownNeighbours = [("Functions/Orders/OrderIntake.cs", "Documents"), ("Functions/Drift/CompareLedgers.cs", "Orders")];

    [Fact]
    public void A_feature_uses_no_other_feature()
    {
        var breaches = from file in Sources.App
                       from feature in Sources.Features
                       where Sources.Features.Any(own => file.IsIn($"Functions/{own}")) || file.IsIn("Functions/Http") || file.IsIn("Functions/Access")
                       where !file.IsIn($"Functions/{feature}") && Mentions(file, feature) && !KnownNeighbours.Contains((file.Path, feature))
                       select $"{file.Path} uses Functions/{feature}";

        Assert.Empty(breaches);
    }

    [Fact]
    public void A_known_neighbour_is_one_still()
    {
        var forgotten = KnownNeighbours.Where(known => !Mentions(Sources.Read(known.Path), known.Feature));

        Assert.Empty(forgotten);
    }

    [Fact]
    public void What_is_remembered_knows_nothing_of_what_happens()
    {
        var breaches = from file in Sources.App
                       where file.IsIn("Data") && Regex.IsMatch(file.Code, @"Glimmerglass\.Functions|\bFunctions\.[A-Z]|Microsoft\.Azure\.Functions|Microsoft\.AspNetCore|Glimmerglass\.Hosts")
                       select file.Path;

        Assert.Empty(breaches);
    }

    [Theory]
    [InlineData("Npgsql")]
    [InlineData("Dapper")]
    [InlineData("Azure.Storage")]
    public void Only_Data_speaks_to_the_database_and_the_blobs(string library)
    {
        // The hosts make the client of the storage with their own credentials; the trigger's parameter names the type that makes the host hand out no content.
        var breaches = from file in Sources.App
                       where !file.IsIn("Data") && !(library == "Azure.Storage" && file.IsIn("Hosts"))
                       from line in file.Code.Split('\n')
                       where Regex.IsMatch(line, $@"(?<![\w.]){Regex.Escape(library)}\b|global::{Regex.Escape(library)}\b")
                       where !(file.Name == "CheckUploadedDocument" && line.Contains("global::Azure.Storage.Blobs.BlobClient blob,", StringComparison.Ordinal))
                       select $"{file.Path}: {line.Trim()}";

        Assert.Empty(breaches);
    }

    [Fact]
    public void Only_the_local_host_knows_LocalHost()
    {
        var breaches = from file in Sources.App
                       where file.Path != "Hosts/Local.cs" && Regex.IsMatch(file.Code, @"Glimmerglass\.LocalHost|(?<![\w.])LocalHost\.")
                       select file.Path;

        Assert.Empty(breaches);
    }

    [Fact]
    public void Nothing_uses_the_tests()
    {
        var breaches = from file in Sources.App.Concat(Sources.Below("LocalHost"))
                       where file.Code.Contains("Glimmerglass.Tests", StringComparison.Ordinal)
                       select file.Path;

        Assert.Empty(breaches);
    }

    [Fact]
    public void The_namespace_of_a_file_is_its_folder()
    {
        var breaches = from file in Sources.App
                       where file.Path.Contains('/', StringComparison.Ordinal)
                       let expected = $"namespace Glimmerglass.{Path.GetDirectoryName(file.Path)!.Replace('\\', '/').Replace('/', '.')};"
                       where !file.Lines.Contains(expected)
                       select $"{file.Path} is not in {expected}";

        Assert.Empty(breaches);
    }

    [Fact]
    public void A_host_stays_small()
    {
        var breaches = Sources.App.Where(file => (file.IsIn("Hosts") && file.Lines.Length > 200) || (file.Path == "Program.cs" && file.Lines.Length > 40)).Select(file => file.Path);

        Assert.Empty(breaches);
    }

    [Fact]
    public void No_solution_lies_at_the_root()
    {
        var solutions = Directory.EnumerateFiles(Sources.Root, "*.sln*").Select(Path.GetFileName);

        Assert.Empty(solutions);
    }

    [Fact]
    public void No_folder_is_a_drawer_for_everything()
    {
        var drawers = from file in Sources.App.Concat(Sources.Below("LocalHost")).Concat(Sources.Below("tests"))
                      where file.Path.Split('/').Any(part => part is "Models" or "Common" or "Shared" or "Utils" or "Helpers")
                      select file.Path;

        Assert.Empty(drawers);
    }

    private static bool Mentions(SourceFile file, string feature) =>
        Regex.IsMatch(file.Code, $@"(?<![\w.])(Glimmerglass\.)?(Functions\.)?{feature}(;|\.[A-Z])") && !Regex.IsMatch(file.Code, $@"^namespace Glimmerglass\.Functions\.{feature};", RegexOptions.Multiline);
}
