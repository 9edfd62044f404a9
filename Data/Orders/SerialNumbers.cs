using Npgsql;

namespace Glimmerglass.Data.Orders;

/// <summary>Recognises the database's word that a serial number has an owner already.</summary>
internal static class SerialNumbers
{
    internal static bool Taken(PostgresException fault) =>
        fault is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "orders_serial_number_once" };
}
