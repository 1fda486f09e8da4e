using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Storage.Database;
using Clearsight.Storage.Idempotency;
using Clearsight.Storage.Jobs;
using Clearsight.Storage.Models;
using Clearsight.Storage.Telemetry;
using Microsoft.Data.Sqlite;
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
        services.AddSingleton(provider => SqliteSetup.Connection(
            configuration.GetConnectionString("Clearsight"), provider.GetRequiredService<StorageLayout>()));
        services.AddPooledDbContextFactory<ClearsightDbContext>((provider, options) =>
            SqliteSetup.Configure(options, provider.GetRequiredService<SqliteConnectionStringBuilder>()));

        services.AddSingleton<RegistryRepair>();
        services.AddSingleton<JobMetrics>();
        services.AddHostedService<StorageHost>();
        services.AddSingleton<JobSignals>();
        services.AddSingleton<IJobStore, JobStore>();
        services.AddSingleton<CheckpointFiles>();
        services.AddSingleton<ArtifactFiles>();
        services.AddSingleton<IModelRegistry, ModelRegistry>();
        services.AddSingleton<ISelectionStore, SelectionStore>();
        services.AddSingleton(provider => new IdempotencyStore(
            provider.GetRequiredService<IDbContextFactory<ClearsightDbContext>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new TrainingSpeeds(provider.GetRequiredService<IDbContextFactory<ClearsightDbContext>>()));
        return services;
    }
}
