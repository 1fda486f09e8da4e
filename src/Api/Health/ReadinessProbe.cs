using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clearsight.Api.Health;

/// <summary>Asks every part whether it is well; a host that stops is not ready, however well it is.</summary>
internal sealed class ReadinessProbe(HealthCheckService checks, IHostApplicationLifetime lifetime)
{
    public async Task<Readiness> AskAsync(CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(cancellationToken);
        var stopping = lifetime.ApplicationStopping.IsCancellationRequested;
        return new Readiness(
            (stopping, report.Status) switch
            {
                (true, _) => "stopping",
                (_, HealthStatus.Healthy) => "ready",
                _ => "notReady",
            },
            report.Entries.ToDictionary(
                check => check.Key,
                check => new Check(check.Value.Status == HealthStatus.Healthy, check.Value.Description ?? "")));
    }
}
