namespace Glimmerglass.Data.Access;

public enum Role { Dealer, Admin, Superadmin }

/// <summary>The rooms of the admin side that an admin can be limited to.</summary>
public enum Module
{
    Dashboard, OrderList, NewOrder, ProductionSchedule, ShipSchedule, PoolStock, PoolCatalog, WorkflowRequirements, Inventory, Dealers, Users,
}

public enum AccessLevel { View, Edit }
