using Clearsight.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clearsight.Api.Health;

/// <summary>Writes a file and removes it.</summary>
internal sealed class StorageCheck(StorageLayout layout) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var probe = Path.Combine(layout.Root, $".health-{Guid.NewGuid():N}");
            await using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            await file.WriteAsync(new byte[1], cancellationToken);
            return HealthCheckResult.Healthy("It can be written.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy(Sentence(exception), exception);
        }
    }

    private static string Sentence(Exception exception) => exception.HResult switch
    {
        DiskOutage.NoSpaceLeft => "The disk of the storage directory is full.",
        DiskOutage.ReadOnly => "The disk of the storage directory is mounted to be read only.",
        _ => "It cannot be written; the log has the details.",
    };
}
