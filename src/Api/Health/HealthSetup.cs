using Clearsight.Storage.Artifacts;

namespace Clearsight.Api.Health;

internal static class HealthSetup
{
    public static void AddHealth(this IServiceCollection services, IConfiguration configuration)
    {
        var checks = services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database")
            .AddCheck<StorageCheck>("storage")
            .AddCheck<ModelsCheck>("models");
        if (S3Options.AreSet(configuration))
        {
            checks.AddCheck<ArtifactsCheck>("artifacts");
        }

        services.AddSingleton<ReadinessProbe>();
    }
}
