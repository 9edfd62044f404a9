using Glimmerglass.Data.Orders;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Orders;

namespace Glimmerglass.Tests.Rules;

public sealed class PenetrationsTests
{
    private static readonly MarkerLimits limits = new(2, 1, null);

    [Fact]
    public void Markers_are_kept_with_two_decimals()
    {
        var kept = Penetrations.Kept(PenetrationMode.PenetrationsWithInstall, [new Marker(MarkerType.Drain, 12.3456, 99.999)]);

        Assert.Equal([new Marker(MarkerType.Drain, 12.35, 100)], kept);
    }

    [Fact]
    public void Nothing_is_kept_of_no_penetrations_no_markers_or_no_word_about_them()
    {
        Assert.Null(Penetrations.Kept(PenetrationMode.NoPenetrations, [new Marker(MarkerType.Drain, 1, 1)]));
        Assert.Null(Penetrations.Kept(PenetrationMode.Other, []));
        Assert.Null(Penetrations.Kept(PenetrationMode.Other, null));
    }

    [Theory]
    [InlineData(PenetrationMode.Other, null, false)]
    [InlineData(PenetrationMode.Other, "through the step", true)]
    [InlineData(PenetrationMode.NoPenetrations, null, true)]
    public void Other_penetrations_are_described(PenetrationMode mode, string? notes, bool allowed) =>
        Assert.Equal(allowed ? [] : ["penetrationNotes"], Check(mode, notes, null).Keys);

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(100, 100, true)]
    [InlineData(-0.01, 50, false)]
    [InlineData(50, 100.01, false)]
    [InlineData(double.PositiveInfinity, 50, false)]
    [InlineData(double.NaN, 50, false)]
    public void A_marker_lies_on_the_drawing(double x, double y, bool allowed) =>
        Assert.Equal(allowed ? [] : ["blueprintMarkers"], Check(PenetrationMode.PenetrationsWithInstall, null, [new Marker(MarkerType.Drain, x, y)]).Keys);

    [Fact]
    public void Each_type_has_its_limit_and_all_that_is_over_is_said_at_once()
    {
        var sentences = Check(PenetrationMode.PenetrationsWithInstall, null, [.. Many(MarkerType.Skimmer, 3), .. Many(MarkerType.Return, 2), .. Many(MarkerType.Drain, 9)]);

        Assert.Equal(["This model takes at most 2 skimmers, and 3 are marked.", "This model takes at most 1 returns, and 2 are marked."], sentences["blueprintMarkers"]);
        Assert.Empty(Check(PenetrationMode.PenetrationsWithInstall, null, [.. Many(MarkerType.Skimmer, 2), .. Many(MarkerType.Return, 1)]));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void A_drawing_has_room_for_200_markers(int count, bool allowed) =>
        Assert.Equal(allowed, Check(PenetrationMode.PenetrationsWithInstall, null, Many(MarkerType.Drain, count)).Count == 0);

    [Fact]
    public void Nothing_in_place_of_a_marker_is_refused() =>
        Assert.Equal(["Each marker has a type, x and y."], Check(PenetrationMode.PenetrationsWithInstall, null, [null!])["blueprintMarkers"]);

    [Fact]
    public void Without_penetrations_the_markers_are_not_judged() =>
        Assert.Empty(Check(PenetrationMode.NoPenetrations, null, [new Marker(MarkerType.Drain, -1, -1), null!]));

    private static List<Marker> Many(MarkerType type, int count) => [.. Enumerable.Repeat(new Marker(type, 1, 1), count)];

    private static IReadOnlyDictionary<string, string[]> Check(PenetrationMode mode, string? notes, IReadOnlyList<Marker>? markers)
    {
        var violations = new Violations();
        Penetrations.Check(mode, notes, markers, limits, violations);
        return violations.Refuse() is { } refusal ? (IReadOnlyDictionary<string, string[]>)refusal.Facts["errors"]! : new Dictionary<string, string[]>();
    }
}
