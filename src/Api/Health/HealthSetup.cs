namespace Clearsight.Api.Health;

internal static class HealthSetup
{
    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks();
}
