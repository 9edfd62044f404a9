using Glimmerglass.Data.Orders;

namespace Glimmerglass.Functions.Orders;

/// <summary>Decides which holes a pool may get: markers on its drawing, within what its model allows.</summary>
public static class Penetrations
{
    private const int MaxMarkers = 200;

    /// <summary>Markers as they are kept: rounded to 2 decimals, none when there are no penetrations.</summary>
    public static IReadOnlyList<Marker>? Kept(PenetrationMode mode, IReadOnlyList<Marker>? markers) =>
        mode == PenetrationMode.NoPenetrations || markers is null or { Count: 0 }
            ? null
            : [.. markers.Select(marker => marker with { X = Math.Round(marker.X, 2), Y = Math.Round(marker.Y, 2) })];

    public static void Check(PenetrationMode mode, string? notes, IReadOnlyList<Marker>? markers, MarkerLimits limits, Violations violations)
    {
        violations.Unless(mode != PenetrationMode.Other || notes is not null, "penetrationNotes", "Describe the penetrations, since the mode is OTHER.");
        if (mode == PenetrationMode.NoPenetrations || markers is null) return;

        // JSON may have null where a marker should be.
        if (markers.Any(marker => marker is null))
        {
            violations.Add("blueprintMarkers", "Each marker has a type, x and y.");
            return;
        }

        violations.Unless(markers.Count <= MaxMarkers, "blueprintMarkers", $"A drawing has at most {MaxMarkers} markers.");
        violations.Unless(markers.All(OnTheDrawing), "blueprintMarkers", "x and y are percent of the drawing, from 0 to 100.");
        Limit(MarkerType.Skimmer, limits.Skimmers, "skimmers");
        Limit(MarkerType.Return, limits.Returns, "returns");
        Limit(MarkerType.Drain, limits.MainDrains, "main drains");

        void Limit(MarkerType type, int? max, string plural)
        {
            var count = markers.Count(marker => marker.Type == type);
            violations.Unless(max is null || count <= max, "blueprintMarkers", $"This model takes at most {max} {plural}, and {count} are marked.");
        }
    }

    private static bool OnTheDrawing(Marker marker) => marker is { X: >= 0 and <= 100, Y: >= 0 and <= 100 };
}

/// <summary>The most markers of each type that a model takes; null: no limit.</summary>
public sealed record MarkerLimits(int? Skimmers, int? Returns, int? MainDrains);
