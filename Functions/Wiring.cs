using Glimmerglass.Data;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Audit;
using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Catalog;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Drift;
using Glimmerglass.Data.Files;
using Glimmerglass.Data.Health;
using Glimmerglass.Data.Idempotency;
using Glimmerglass.Data.Invariants;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Data.Neon;
using Glimmerglass.Data.Orders;
using Glimmerglass.Data.Scratch;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Audit;
using Glimmerglass.Functions.Backups;
using Glimmerglass.Functions.Catalog;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Drift;
using Glimmerglass.Functions.Health;
using Glimmerglass.Functions.Http;
using Glimmerglass.Functions.Jobs;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions;

/// <summary>Everything injectable, one line each; both hosts use the same list.</summary>
public static partial class Wiring
{
    public static FunctionsApplicationBuilder AddGlimmerglass(this FunctionsApplicationBuilder builder)
    {
        builder.UseMiddleware<EnvelopeMiddleware>();
        builder.UseMiddleware<FaultMiddleware>();
        builder.UseMiddleware<AccessMiddleware>();

        // Below that the framework logs whole addresses, with what people search for in them.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        builder.Services.AddGlimmerglass(builder.Configuration);
        return builder;
    }

    /// <summary>Everything but the way in: what commands use as well.</summary>
    public static IServiceCollection AddGlimmerglass(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(Settings.Read(configuration));
        services.AddSingleton(provider => Open(provider.GetRequiredService<Settings>(), provider.GetRequiredService<ILogger<Database>>()));
        services.AddSingleton(provider => OpenDirect(provider.GetRequiredService<Settings>()));
        services.AddSingleton(new Doors(typeof(Wiring).Assembly));
        services.AddSingleton<KnownCallers>();
        services.AddSingleton<CatalogPages>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton(ThisBuild.Of(typeof(Wiring).Assembly));
        services.AddSingleton<HealthProbes>();
        services.AddSingleton<RefusalAudit>();
        services.AddSingleton<AuditProof>();

        services.AddSingleton<UploadCheck>();
        services.AddSingleton<UploadConclusion>();
        services.AddSingleton<SecondOpinion>();
        services.AddSingleton<ContentPlace>();

        services.AddSingleton<BackupShelf>();

        services.AddSingleton<JobLedger>();
        services.AddSingleton<IJob, ForgetIdempotencyKeys>();
        services.AddSingleton<IJob, FindLostUploads>();
        services.AddSingleton<IJob, ExpireUploads>();
        services.AddSingleton<IJob, ProveUploadCheck>();
        services.AddSingleton<IJob, BackUpDatabase>();
        services.AddSingleton<IJob, ForgetOldBackups>();
        services.AddSingleton<IJob, CheckDrift>();
        services.AddSingleton<IJob, ProveNewestBackup>();
        services.AddSingleton<IJob, SealAuditLog>();
        services.AddSingleton<IJob, ProveAuditLog>();

        services.AddSingleton(SettingFacts.Read(configuration));
        AddStores(services);
        AddDrift(services);
        AddDrills(services, configuration);
        return services;
    }

    /// <summary>What proves backups. Where the project at Neon is known, in a branch of it; else in a database beside our own.</summary>
    private static void AddDrills(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<DrillStore>();
        services.AddSingleton<DatabaseRestore>();
        services.AddSingleton<RestoredChecks>();
        services.AddSingleton<DocumentChecks>();
        services.AddSingleton<DrillCourse>();
        if (Settings.Read(configuration).Neon is not { } neon)
        {
            services.AddSingleton<IScratchDatabases, ScratchDatabasesBeside>();
            return;
        }
        services.AddSingleton(provider => new NeonProject(new NeonCalls(NeonCalls.Client(NeonCalls.Address, neon.ApiKey), provider.GetRequiredService<TimeProvider>()), neon.ProjectId));
        services.AddSingleton<IScratchDatabases, ScratchBranches>();
    }

    /// <summary>What a check of drift compares, in the order in which it is done, and the stores that look at whole tables past the pooler.</summary>
    private static void AddDrift(IServiceCollection services)
    {
        services.AddSingleton(AllowedDrift.Entries);
        services.AddSingleton(provider => new InvariantStore(provider.GetRequiredService<DirectDatabase>().Db));
        services.AddSingleton(provider => new StandingGateStore(provider.GetRequiredService<DirectDatabase>().Db));
        services.AddSingleton(provider => new AcceptedContentStore(provider.GetRequiredService<DirectDatabase>().Db));
        services.AddSingleton(provider => new AppliedMigrationStore(provider.GetRequiredService<DirectDatabase>().Db));
        services.AddSingleton(provider => new QuietSchemaStore(provider.GetRequiredService<DirectDatabase>().Db));
        services.AddSingleton<DriftStore>();
        services.AddSingleton<IDriftSource, CompareSettings>();
        services.AddSingleton<IDriftSource, CompareHistoryWindow>();
        services.AddSingleton<IDriftSource, CompareMigrations>();
        services.AddSingleton<IDriftSource, CompareSchema>();
        services.AddSingleton<IDriftSource, CompareLedgers>();
        services.AddSingleton<IDriftSource, CompareContents>();
    }

    private static void AddStores(IServiceCollection services)
    {
        services.AddSingleton<FileStore>();
        services.AddSingleton<CanaryFiles>();
        services.AddSingleton<BackupFiles>();
        services.AddSingleton<BackupWriter>();
        services.AddSingleton<UserStore>();
        services.AddSingleton<CatalogStore>();
        services.AddSingleton<NewOrderStore>();
        services.AddSingleton<OrderStore>();
        services.AddSingleton<OrderListStore>();
        services.AddSingleton<OrderChangeStore>();
        services.AddSingleton<OrderHistoryStore>();
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<VerdictStore>();
        services.AddSingleton<ReleaseStore>();
        services.AddSingleton<ScanStore>();
        services.AddSingleton<LostUploadStore>();
        services.AddSingleton<CanaryStore>();
        services.AddSingleton<IdempotencyStore>();
        services.AddSingleton<JobRunStore>();
        services.AddSingleton<HealthStore>();
        services.AddSingleton<AuditStore>();
        services.AddSingleton<AuditSealStore>();
        services.AddSingleton<SealFiles>();
        services.AddSingleton(provider => new SealPlace(provider.GetRequiredService<Settings>().AuditContainer));
    }

    private static DirectDatabase OpenDirect(Settings settings) => new(settings.DirectDatabaseUrl, settings.DatabaseUrl, settings.BackupStreams);

    private static Database Open(Settings settings, ILogger log)
    {
        if (DatabaseUrl.Doubt(settings.DatabaseUrl) is { } doubt) LogDoubt(log, doubt);
        return Database.Open(settings.DatabaseUrl, settings.DatabaseMaxPoolSize, (int)settings.DatabaseWait.TotalSeconds);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Doubt}")]
    private static partial void LogDoubt(ILogger log, string doubt);
}
