namespace Glimmerglass.Data.Orders;

/// <summary>Where an order stands. The path runs from the first to the fifth; canceled lies beside it.</summary>
public enum OrderStatus { PendingPaymentApproval, InProduction, PreShipping, Completed, ServiceWarranty, Canceled }

public static class OrderPath
{
    /// <summary>The next status on the path; null at its end and for a canceled order.</summary>
    public static OrderStatus? Next(this OrderStatus status) => status < OrderStatus.ServiceWarranty ? status + 1 : null;

    /// <summary>The status before on the path; null at its start and for a canceled order.</summary>
    public static OrderStatus? Previous(this OrderStatus status) =>
        status is OrderStatus.PendingPaymentApproval or OrderStatus.Canceled ? null : status - 1;

    public static bool MayBeCanceled(this OrderStatus status) => status <= OrderStatus.PreShipping;
}

public enum ShippingMethod { PickUp, Quote }

public enum PenetrationMode { PenetrationsWithInstall, PenetrationsWithoutInstall, NoPenetrations, Other }

public enum OrderJobRole { Primary, Linked }

public enum HistoryKind { Created, StatusChanged, FieldsChanged, Comment, DocumentAnnounced, DocumentChecked, DocumentChanged, DocumentRemoved, DocumentReleased }
