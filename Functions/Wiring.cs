using Glimmerglass.Data;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Audit;
using Glimmerglass.Data.Catalog;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Files;
using Glimmerglass.Data.Idempotency;
using Glimmerglass.Data.Invariants;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Audit;
using Glimmerglass.Functions.Backups;
using Glimmerglass.Functions.Catalog;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Drift;
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
public static class Wiring
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
        services.AddSingleton(provider => Open(provider.GetRequiredService<Settings>()));
        services.AddSingleton(provider => OpenDirect(provider.GetRequiredService<Settings>()));
        services.AddSingleton(new Doors(typeof(Wiring).Assembly));
        services.AddSingleton<KnownCallers>();
        services.AddSingleton<CatalogPages>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<RefusalAudit>();
        services.AddSingleton<AuditProof>();

        services.AddSingleton<UploadCheck>();
        services.AddSingleton<UploadConclusion>();
        services.AddSingleton<SecondOpinion>();
        services.AddSingleton<ContentPlace>();

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

        AddStores(services);
        return services;
    }

    private static void AddStores(IServiceCollection services)
    {
        services.AddSingleton<FileStore>();
        services.AddSingleton<CanaryFiles>();
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
        services.AddSingleton<InvariantStore>();
        services.AddSingleton<AuditStore>();
        services.AddSingleton<AuditSealStore>();
        services.AddSingleton<SealFiles>();
        services.AddSingleton(provider => new SealPlace(provider.GetRequiredService<Settings>().AuditContainer));
    }

    private static DirectDatabase OpenDirect(Settings settings) => new(settings.DirectDatabaseUrl, settings.DatabaseUrl, settings.BackupStreams);

    private static Database Open(Settings settings) => Database.Open(settings.DatabaseUrl, settings.DatabaseMaxPoolSize);
}
