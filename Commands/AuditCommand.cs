using Glimmerglass.Data.Audit;
using Glimmerglass.Data.Files;
using Glimmerglass.Functions.Audit;
using Glimmerglass.Hosts;

namespace Glimmerglass.Commands;

/// <summary>Verifies the audit log.</summary>
internal static class AuditCommand
{
    public static async Task<int> Verify(ThisHost host, bool json)
    {
        await using var parts = new CommandParts(host);
        AuditVerdict found;
        using (var line = new ProgressLine(TimeProvider.System))
        {
            var witnesses = await parts.Get<SealFiles>().List(parts.Cancel);
            found = await parts.Get<AuditProof>().Verify(witnesses, line, parts.Cancel);
        }
        Terminal.Print(json, VerifyAuditLog.Shown(found), () => AuditReport.Write(found));
        return found.Whole ? 0 : 1;
    }
}
