using System.Data;
using System.Text.Json;
using Dapper;
using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Drift;
using Glimmerglass.Data.Orders;
using Glimmerglass.Data.Workflow;

namespace Glimmerglass.Data;

/// <summary>Teaches Dapper the column types it does not know: instants with an offset, and jsonb as records.</summary>
internal static class Columns
{
    internal static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new InstantColumn());
        SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyList<Marker>>());
        SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyList<FieldChange>>());
        SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyList<Reason>>());
        SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyList<SameContent>>());
        SqlMapper.AddTypeHandler(new JsonColumn<Verdict>());
        SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyList<RequirementTemplate>>());
        SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyList<DocumentDefinition>>());
        SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyList<FiledDocument>>());
        SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyDictionary<string, string>>());
        SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyList<DrillFinding>>());
        SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyList<NotCompared>>());
        SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyList<JudgedFinding>>());
        SqlMapper.AddTypeHandler(new JsonColumn<JsonElement>());
    }

    private sealed class InstantColumn : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTimeOffset instant => instant,
            DateTime utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)),
            _ => throw new InvalidCastException($"Expected an instant, found {value.GetType()}."),
        };

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();
    }

    private sealed class JsonColumn<T> : SqlMapper.TypeHandler<T>
    {
        public override T? Parse(object value) => JsonSerializer.Deserialize<T>((string)value, Json.Options);

        public override void SetValue(IDbDataParameter parameter, T? value) => parameter.Value = JsonSerializer.Serialize(value, Json.Options);
    }
}
