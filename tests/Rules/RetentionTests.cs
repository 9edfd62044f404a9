using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Data.Backups;
using Glimmerglass.Functions.Backups;

namespace Glimmerglass.Tests.Rules;

public class RetentionTests
{
    private static readonly KeptPeriods Usual = new(7, 5, 12);
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 2, 0, 0, TimeSpan.Zero);
    private static readonly IReadOnlyDictionary<string, DateTimeOffset> NoneProven = new Dictionary<string, DateTimeOffset>();

    [Fact]
    public void Two_years_of_nights_keep_each_day_what_the_calendar_says()
    {
        var store = new List<DateTimeOffset>();
        var first = new DateOnly(2027, 6, 1);
        for (var day = 0; day < 760; day++)
        {
            var today = first.AddDays(day);
            store.Add(Night(today));

            store = Kept(store, Night(today).AddHours(1));

            Assert.Equal(ByTheCalendar(first, today), store.Select(at => DateOnly.FromDateTime(at.UtcDateTime)).Order());
        }
        Assert.Contains(Night(new DateOnly(2029, 2, 28)), store);
    }

    [Fact]
    public void A_leap_day_stands_for_its_month()
    {
        var backups = Nights(new DateOnly(2028, 2, 1), 60);

        var kept = Kept(backups, Night(new DateOnly(2028, 3, 31)));

        Assert.Contains(Night(new DateOnly(2028, 2, 29)), kept);
        Assert.DoesNotContain(Night(new DateOnly(2028, 2, 28)), kept);
    }

    [Fact]
    public void Missed_nights_take_no_place()
    {
        DateTimeOffset[] backups = [.. Enumerable.Range(0, 7).Select(number => Monday.AddDays(-20 * number))];

        var judged = Judge(backups, Monday.AddDays(90));

        Assert.All(judged, backup => Assert.Contains(backup.KeptBecause, reason => reason.StartsWith("day ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_several_in_one_day_the_newest_stands_for_it()
    {
        DateTimeOffset[] backups = [Monday, Monday.AddHours(5), Monday.AddHours(21.9)];

        Assert.Equal([backups[2]], Kept(backups, Monday.AddDays(3)));
    }

    [Fact]
    public void Each_one_says_every_reason_it_is_kept_for()
    {
        var proven = new Dictionary<string, DateTimeOffset> { [Name(Monday.AddDays(-1))] = Monday, [Name(Monday.AddDays(-30))] = Monday.AddDays(-29) };

        var judged = Retention.Judge(Summaries([Monday.AddDays(1), Monday, Monday.AddDays(-1), Monday.AddDays(-30)]), proven, new KeptPeriods(1, 2, 1), Monday.AddHours(2));

        Assert.Equal(["dated in the future"], judged[0].KeptBecause);
        Assert.Equal(["newest", "day 2026-03-02", "week 2026-W10", "month 2026-03"], judged[1].KeptBecause);
        Assert.Equal(["newest proven", "week 2026-W09"], judged[2].KeptBecause);
        Assert.Equal((0, Monday.AddDays(-29), false), (judged[3].KeptBecause.Count, judged[3].ProvenAt, judged[3].IsKept));
    }

    [Fact]
    public void The_week_of_a_new_year_is_that_of_ISO_8601()
    {
        var judged = Judge([new DateTimeOffset(2027, 1, 1, 2, 0, 0, TimeSpan.Zero)], new DateTimeOffset(2027, 1, 2, 0, 0, 0, TimeSpan.Zero));

        Assert.Contains("week 2026-W53", judged[0].KeptBecause);
    }

    [Fact]
    public void Days_are_those_of_UTC_whatever_clocks_are_put_forward()
    {
        // Half past midnight in Berlin, on the night its clocks go forward, is the day before in UTC.
        var berlin = new DateTimeOffset(2026, 3, 29, 0, 30, 0, TimeSpan.FromHours(1));

        var judged = Judge([berlin, berlin.AddHours(1)], berlin.AddDays(1));

        Assert.Contains("day 2026-03-29", judged[0].KeptBecause);
        Assert.Contains("day 2026-03-28", judged[1].KeptBecause);
    }

    [Fact]
    public void What_is_dated_in_the_future_is_kept_and_pushes_nothing_out()
    {
        var future = Enumerable.Range(1, 40).Select(days => Monday.AddDays(days)).ToList();

        var judged = Judge([.. future, Monday], Monday.AddHours(1));

        Assert.All(judged.Take(40), backup => Assert.Equal(["dated in the future"], backup.KeptBecause));
        Assert.Contains("newest", judged[^1].KeptBecause);
    }

    [Fact]
    public void Neither_the_newest_nor_the_newest_proven_ever_goes()
    {
        Prop.ForAll(Histories.ToArbitrary(), history =>
        {
            var judged = Retention.Judge(Summaries(history.Backups), history.Proven, history.Periods, history.Now);
            var past = judged.Where(backup => backup.Backup.StartedAt <= history.Now).ToList();
            var newest = past.FirstOrDefault();
            var proven = past.FirstOrDefault(backup => backup.ProvenAt is not null);
            return newest is not { IsKept: false } && proven is not { IsKept: false } && judged.Count == history.Backups.Count;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_goes_is_never_needed_later()
    {
        Prop.ForAll(Histories.ToArbitrary(), history =>
        {
            // Some backups later, those that were not deleted are judged as if nothing had been.
            var later = history.Now.AddDays(history.Backups.Count);
            var gone = Retention.Judge(Summaries(history.Backups), NoneProven, history.Periods, history.Now).Where(backup => !backup.IsKept).Select(backup => backup.Backup.StartedAt).ToHashSet();
            List<DateTimeOffset> after = [.. history.Backups, .. Enumerable.Range(0, history.Backups.Count).Select(hours => history.Now.AddHours(7 * hours + 1))];
            var withAll = Kept(after.Distinct(), later, history.Periods);
            var without = Kept(after.Distinct().Where(at => !gone.Contains(at)), later, history.Periods);
            return withAll.SequenceEqual(without);
        }).QuickCheckThrowOnFailure();
    }

    private static Gen<(List<DateTimeOffset> Backups, IReadOnlyDictionary<string, DateTimeOffset> Proven, KeptPeriods Periods, DateTimeOffset Now)> Histories =>
        from hours in Gen.Choose(-9000, 300).ArrayOf()
        from every in Gen.Choose(1, 9)
        from periods in Gen.Choose(1, 8).Three()
        let backups = hours.Distinct().Select(hour => Monday.AddHours(hour)).ToList()
        let proven = backups.Where((_, index) => index % every == 0).ToDictionary(Name, at => at.AddHours(1))
        select (backups, (IReadOnlyDictionary<string, DateTimeOffset>)proven, new KeptPeriods(periods.Item1, periods.Item2, periods.Item3), Monday);

    private static IReadOnlyList<JudgedBackup> Judge(IEnumerable<DateTimeOffset> backups, DateTimeOffset now, KeptPeriods? periods = null) =>
        Retention.Judge(Summaries(backups), NoneProven, periods ?? Usual, now);

    private static List<DateTimeOffset> Kept(IEnumerable<DateTimeOffset> backups, DateTimeOffset now, KeptPeriods? periods = null) =>
        [.. Judge(backups, now, periods).Where(backup => backup.IsKept).Select(backup => backup.Backup.StartedAt)];

    private static IEnumerable<BackupSummary> Summaries(IEnumerable<DateTimeOffset> backups) => backups.Select(at => new BackupSummary(Name(at), at, at, at, 12, 22, 100, 1000));

    private static string Name(DateTimeOffset at) => BackupName.Of(at);

    private static DateTimeOffset Night(DateOnly day) => new(day, new TimeOnly(2, 0), TimeSpan.Zero);

    private static IEnumerable<DateTimeOffset> Nights(DateOnly first, int count) => Enumerable.Range(0, count).Select(day => Night(first.AddDays(day)));

    /// <summary>Told by walking the calendar: the last 7 days, the last day of each of 5 weeks and of each of 12 months, the running ones up to today.</summary>
    private static IEnumerable<DateOnly> ByTheCalendar(DateOnly first, DateOnly today)
    {
        var kept = new SortedSet<DateOnly>(Enumerable.Range(0, 7).Select(days => today.AddDays(-days))) { today };
        var sunday = today;
        for (var week = 1; week < 5; week++)
        {
            do sunday = sunday.AddDays(-1);
            while (sunday.DayOfWeek != DayOfWeek.Sunday);
            kept.Add(sunday);
        }
        for (var month = 1; month < 12; month++) kept.Add(new DateOnly(today.Year, today.Month, 1).AddMonths(1 - month).AddDays(-1));
        return kept.Where(day => day >= first);
    }
}
