using Clearsight.Domain.Jobs;
using Microsoft.Extensions.Logging;

namespace Clearsight.Workers;

/// <summary>Writes a line both to a job's own log, for whoever started the job, and to the host's, for whoever runs it.</summary>
/// <param name="attempt">The attempt that tells; null for what is told about the job by others.</param>
internal sealed class JobLog(IJobStore store, string jobId, int? attempt, ILogger logger)
{
    public Task InformAsync(string message) => WriteAsync(LogLevel.Information, message);

    public Task WarnAsync(string message) => WriteAsync(LogLevel.Warning, message);

    public Task ReportAsync(string problem) => WriteAsync(LogLevel.Error, problem);

    private Task WriteAsync(LogLevel level, string message)
    {
        logger.Log(level, "Job {JobId}: {Message}", jobId, message);
        // No token: the lines that tell how a job ended are written while the host is stopping.
        return store.AppendLogAsync(jobId, attempt, level.ToString().ToLowerInvariant(), message, CancellationToken.None);
    }
}
