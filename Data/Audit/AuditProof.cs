using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Glimmerglass.Data.Audit;

/// <summary>What verifying a stretch of the chain found.</summary>
public sealed record AuditVerdict
{
    /// <summary>No break was found in the stretch.</summary>
    public bool Whole => Breaks.Count == 0;

    /// <summary>The first and the last position that were verified; through is one less than from when there was none.</summary>
    public required long From { get; init; }

    public required long Through { get; init; }

    /// <summary>Seals whose rows were read and hashed.</summary>
    public required long Rows { get; init; }

    public required ChainEnds Ends { get; init; }

    /// <summary>Ends of the chain that the store of files remembers, and that were compared. Null: it was not asked.</summary>
    public required int? Witnesses { get; init; }

    /// <summary>At most <see cref="AuditProof.MaxBreaks"/>, by their places.</summary>
    public required IReadOnlyList<ChainBreak> Breaks { get; init; }
}

/// <summary>
/// Verifies the chain: hashes each row anew and compares it with its seal, a page at a time, in constant memory, and beside writers, sealing and forgetting.
/// Needs a database alone, so that a restored one is verified the same way.
/// </summary>
public sealed class AuditProof(AuditSealStore seals)
{
    public const int MaxBreaks = 100;

    private const int PageRows = 5_000;

    /// <summary>Verifies the whole chain.</summary>
    /// <param name="witnesses">What the store of files remembers; null leaves that out, and then a tail that was cut off is not found.</param>
    public Task<AuditVerdict> Verify(IReadOnlyList<SealWitness>? witnesses, IProgress<WorkProgress> progress, CancellationToken cancel) =>
        Verify(1, long.MaxValue, witnesses, progress, cancel);

    /// <summary>Verifies from a position on, or the newest, at most so many seals. A stretch that begins where rows were forgotten begins behind them.</summary>
    public async Task<AuditVerdict> Verify(long? from, long limit, IReadOnlyList<SealWitness>? witnesses, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var ends = await seals.FindEnds(cancel);
        var stretch = new Stretch(ends, Math.Max(from ?? (ends.HeadPosition - limit + 1), ends.AnchorPosition + 1), limit, witnesses);
        while (stretch.After < stretch.Last)
        {
            var page = await seals.List(stretch.After, (int)Math.Min(PageRows, stretch.Last - stretch.After), cancel);
            if (page.Count == 0) break;
            foreach (var row in page) stretch.Take(row);
            progress.Report(new WorkProgress("Verifying the audit log", Rows: stretch.Rows, TotalRows: ends.HeadPosition - ends.AnchorPosition));
        }
        stretch.End();

        var (first, last) = stretch.Ids(ends);
        foreach (var id in await seals.ListUnsealed(first, last, MaxBreaks, cancel)) stretch.SlippedIn(id);

        // What was forgotten while this was read is no damage.
        var anchor = stretch.Breaks.Count == 0 ? ends : await seals.FindEnds(cancel);
        return new AuditVerdict
        {
            From = stretch.From,
            Through = stretch.Through,
            Rows = stretch.Rows,
            Ends = ends,
            Witnesses = witnesses is null ? null : stretch.Witnesses,
            Breaks = [.. stretch.Breaks.Where(found => found.Position is not { } at || at > anchor.AnchorPosition).Take(MaxBreaks)],
        };
    }

    /// <summary>What is known while the chain is read from one end to the other.</summary>
    private sealed class Stretch(ChainEnds ends, long from, long limit, IReadOnlyList<SealWitness>? witnesses)
    {
        private readonly ILookup<long, string> remembered = (witnesses ?? []).ToLookup(witness => witness.Position, witness => witness.Hash);
        private byte[]? before = from == ends.AnchorPosition + 1 ? ends.AnchorHash : null;
        private long lowestId = long.MaxValue;
        private long highestId;

        public long From => from;

        /// <summary>The last seal that is to be read.</summary>
        public long Last { get; } = limit > ends.HeadPosition - from ? ends.HeadPosition : from + limit - 1;

        /// <summary>The last position that was read. A stretch from the middle reads the seal before it, to begin with its hash.</summary>
        public long After { get; private set; } = from == ends.AnchorPosition + 1 ? from - 1 : from - 2;

        public long Through => Math.Max(After, from - 1);

        public long Rows { get; private set; }

        public int Witnesses { get; private set; }

        public List<ChainBreak> Breaks { get; } = [];

        public void Take(SealedRow row)
        {
            if (row.Position >= from)
            {
                Missing(After + 1, row.Position - 1);
                Rows++;
                Check(row);
                Compare(row);
                (lowestId, highestId) = (Math.Min(lowestId, row.AuditId), Math.Max(highestId, row.AuditId));
            }
            (before, After) = (row.Hash, row.Position);
        }

        /// <summary>What the chain should have held behind what was read: up to its own end, and up to what the store of files remembers.</summary>
        public void End()
        {
            if (After < Last) Missing(Math.Max(After + 1, from), Last);
            foreach (var cut in (witnesses ?? []).Where(witness => witness.Position > ends.HeadPosition).OrderBy(witness => witness.Position))
            {
                Break("TAIL_MISSING", cut.Position, null, $"The store of files remembers the chain up to here, but it ends at position {ends.HeadPosition}: its end was cut off.");
            }
            foreach (var hash in remembered[ends.AnchorPosition].Where(hash => from == ends.AnchorPosition + 1 && !hash.Equals(Convert.ToHexStringLower(ends.AnchorHash), StringComparison.Ordinal)))
            {
                Break("WITNESS_DIFFERS", ends.AnchorPosition, null, $"The store of files remembers {hash} where rows were forgotten.");
            }
        }

        public void SlippedIn(long id) =>
            Break("ROW_UNSEALED", null, id, "This row has no seal, though rows that were written after it were sealed more than a day before the newest seal: it was slipped in.");

        /// <summary>The ids between which every row must have its seal: all that are settled for a stretch from the beginning, else those that were read.</summary>
        public (long First, long Last) Ids(ChainEnds all) => from == all.AnchorPosition + 1 && Last == all.HeadPosition
            ? (0, all.SettledId)
            : (lowestId, Math.Min(highestId, all.SettledId));

        private void Check(SealedRow row)
        {
            if (row.Text is null) Break("ROW_MISSING", row.Position, row.AuditId, "This row was sealed and is gone.");
            else if (before is not null && !SHA256.HashData([.. before, .. Encoding.UTF8.GetBytes(row.Text)]).AsSpan().SequenceEqual(row.Hash))
            {
                Break("ROW_CHANGED", row.Position, row.AuditId, "This row is not as it was sealed, or its seal or the one before it is not.");
            }
        }

        private void Compare(SealedRow row)
        {
            foreach (var hash in remembered[row.Position])
            {
                Witnesses++;
                if (hash.Equals(Convert.ToHexStringLower(row.Hash), StringComparison.Ordinal)) continue;
                Break("WITNESS_DIFFERS", row.Position, row.AuditId, $"The store of files remembers the hash {hash} here: the chain up to this place was written anew.");
            }
        }

        private void Missing(long first, long last)
        {
            if (first > last) return;
            var which = first == last ? "This seal is gone" : string.Create(CultureInfo.InvariantCulture, $"The seals up to position {last} are gone");
            Break("SEAL_MISSING", first, null, $"{which}; what follows cannot be proven by what was before.");
            before = null;
        }

        private void Break(string code, long? position, long? auditId, string message)
        {
            if (Breaks.Count < MaxBreaks) Breaks.Add(new ChainBreak(code, position, auditId, message));
        }
    }
}
