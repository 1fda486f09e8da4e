using Clearsight.Storage.Artifacts;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clearsight.Api.Health;

/// <summary>Looks into the bucket that hosts share their files in; only where there is one.</summary>
internal sealed class ArtifactsCheck(ArtifactBucket bucket) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await bucket.ProblemAsync(cancellationToken) is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy("The bucket answers.");
}
