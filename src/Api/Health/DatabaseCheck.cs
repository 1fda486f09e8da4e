using Clearsight.Domain;
using Clearsight.Domain.Models;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clearsight.Api.Health;

/// <summary>Reads a row.</summary>
internal sealed class DatabaseCheck(ISelectionStore selections) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await selections.FindAsync(TaskKind.Denoise, cancellationToken);
            return HealthCheckResult.Healthy("It answers.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("It does not answer; the log has the details.", exception);
        }
    }
}
