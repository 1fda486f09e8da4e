using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Storage.Artifacts;
using Clearsight.Storage.Database;
using Clearsight.Storage.Idempotency;
using Clearsight.Storage.Jobs;
using Clearsight.Storage.Models;
using Clearsight.Storage.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clearsight.Storage;

public static class StorageRegistration
{
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>()
            .Bind(configuration.GetSection(StorageOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<StorageLayout>();
        services.AddDatabase(configuration.GetConnectionString("Clearsight"));

        services.AddArtifacts(configuration);
        services.AddSingleton<RegistryRepair>();
        services.AddSingleton<JobMetrics>();
        services.AddHostedService<StorageHost>();
        if (PostgresDatabase.IsMeantBy(configuration.GetConnectionString("Clearsight")))
        {
            services.AddHostedService<HostListener>();
        }

        services.AddSingleton<JobSignals>();
        services.AddSingleton<JobIntake>();
        services.AddSingleton<IJobStore, JobStore>();
        services.AddSingleton(provider => new AttemptFolders(provider.GetRequiredService<StorageLayout>(), provider.GetService<BucketCheckpoints>()));
        services.AddSingleton(provider => new CheckpointFiles(
            provider.GetRequiredService<AttemptFolders>(), provider.GetRequiredService<StorageLayout>(), provider.GetService<ArtifactBucket>(), provider.GetService<BucketCheckpoints>()));
        services.AddSingleton(provider => new ArtifactFiles(provider.GetRequiredService<StorageLayout>(), provider.GetService<ArtifactBucket>()));
        services.AddSingleton<IModelRegistry, ModelRegistry>();
        services.AddSingleton<SelectionStore>();
        services.AddSingleton<ISelectionStore>(provider => provider.GetRequiredService<SelectionStore>());
        services.AddSingleton(provider => new HostLock(provider.GetRequiredService<IRowDatabase>()));
        services.AddSingleton(provider => new StorageMove(
            provider.GetRequiredService<StorageLayout>(), provider.GetRequiredService<IRowDatabase>(), provider.GetRequiredService<IDbContextFactory<ClearsightDbContext>>()));
        services.AddSingleton(provider => new IdempotencyStore(
            provider.GetRequiredService<IDbContextFactory<ClearsightDbContext>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new TrainingSpeeds(provider.GetRequiredService<IDbContextFactory<ClearsightDbContext>>()));
        return services;
    }

    private static void AddDatabase(this IServiceCollection services, string? configured)
    {
        if (!PostgresDatabase.IsMeantBy(configured))
        {
            services.AddSingleton<IRowDatabase>(provider => new SqliteDatabase(configured, provider.GetRequiredService<StorageLayout>()));
            services.AddPooledDbContextFactory<ClearsightDbContext>((provider, options) => provider.GetRequiredService<IRowDatabase>().Configure(options));
            return;
        }

        services.AddSingleton(_ => new PostgresDatabase(configured!));
        services.AddSingleton<IRowDatabase>(provider => provider.GetRequiredService<PostgresDatabase>());
        services.AddSingleton(provider => new SharedDatabase(provider.GetRequiredService<PostgresDatabase>().ConnectionString));
        services.AddPooledDbContextFactory<PostgresDbContext>((provider, options) => provider.GetRequiredService<IRowDatabase>().Configure(options));
        services.AddSingleton<IDbContextFactory<ClearsightDbContext>, PostgresContexts>();
        services.AddSingleton<IWorkerTable, WorkerTable>();
    }
}
