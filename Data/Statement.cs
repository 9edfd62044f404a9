using System.Text.RegularExpressions;

namespace Glimmerglass.Data;

/// <summary>Tells statements that only read from others by their words.</summary>
public static partial class Statement
{
    /// <summary>
    /// True only when it is sure. A word that could change something makes a statement a write wherever it stands, in a literal too: that costs an attempt
    /// and no more. Of functions, each one of ours that changes something is named below, and a test holds the list against the schema.
    /// </summary>
    public static bool OnlyReads(string sql) => Reading().IsMatch(sql) && !Changing().IsMatch(sql);

    [GeneratedRegex(@"\A\s*(select|with)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Reading();

    [GeneratedRegex(
        @"\b(insert|update|delete|merge|truncate|into|share|call|do|copy|lock|create|alter|drop|grant|revoke|set|notify|nextval|setval|set_config|pg_\w*advisory\w*|pg_notify|pg_terminate_backend|pg_cancel_backend|lo_\w+|claim_idempotency_key|next_order_number|seal_audit_log|forget_audit_log)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Changing();
}
