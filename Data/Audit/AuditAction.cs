namespace Glimmerglass.Data.Audit;

/// <summary>What the audit log tells of: every change, and what was refused to somebody who was known or who sent a token.</summary>
public enum AuditAction
{
    OrderCreated,
    OrderChanged,
    OrderStatusChanged,
    OrderCommented,
    DocumentAnnounced,
    DocumentChecked,
    DocumentChanged,
    DocumentReleased,
    DocumentRemoved,
    DocumentExpired,
    JobStarted,

    /// <summary>A gate or the path kept an order from a status.</summary>
    OrderMoveRefused,

    /// <summary>A door was shut to somebody whose token was good: not approved, or without the permission.</summary>
    AccessRefused,

    /// <summary>A token was sent that is not good. Who sent it is not known.</summary>
    SignInRefused,
}
