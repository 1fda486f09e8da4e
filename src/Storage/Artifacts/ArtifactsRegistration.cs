using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clearsight.Storage.Artifacts;

internal static class ArtifactsRegistration
{
    /// <summary>Nothing, unless a bucket is configured: whoever can do with one finds none.</summary>
    public static void AddArtifacts(this IServiceCollection services, IConfiguration configuration)
    {
        if (!S3Options.AreSet(configuration))
        {
            return;
        }

        services.AddOptions<S3Options>()
            .Bind(configuration.GetSection(S3Options.Section))
            .ValidateDataAnnotations()
            .Validate(options => options.HasAddress, "Artifacts:S3:Endpoint must be an address such as https://s3.internal:9000, without a name, a password or a query.")
            .Validate(options => options.AccessKey.Length == 0 == (options.SecretKey.Length == 0), "Artifacts:S3 needs both AccessKey and SecretKey, or neither to take what the environment gives.")
            .Validate(
                _ => PostgresDatabase.IsMeantBy(configuration.GetConnectionString("Clearsight")),
                "Artifacts:S3 is for hosts that share their rows: let ConnectionStrings:Clearsight name a PostgreSQL database ('Host=…;Database=…;Username=…;Password=…'), or take the section out.")
            .ValidateOnStart();
        services.AddSingleton(provider => new ArtifactBucket(
            provider.GetRequiredService<IOptions<S3Options>>(), provider.GetRequiredService<ILogger<ArtifactBucket>>()));
        services.AddSingleton<WorkingFolder>();
        services.AddSingleton<BucketModels>();
        services.AddSingleton(provider => new BucketCheckpoints(
            provider.GetRequiredService<ArtifactBucket>(), provider.GetRequiredService<StorageLayout>()));
        services.AddSingleton(provider => new BucketSweep(
            provider.GetRequiredService<ArtifactBucket>(),
            provider.GetRequiredService<IDbContextFactory<ClearsightDbContext>>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
