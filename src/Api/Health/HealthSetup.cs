namespace Clearsight.Api.Health;

internal static class HealthSetup
{
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database")
            .AddCheck<StorageCheck>("storage")
            .AddCheck<ModelsCheck>("models");
        services.AddSingleton<ReadinessProbe>();
    }
}
