using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Storage.Jobs;

namespace Clearsight.Api.Contracts;

/// <summary>Every point of a job's metrics, by epoch.</summary>
public sealed record JobMetrics(IReadOnlyList<Metric> Items);

/// <summary>A part of a job's log, newest last.</summary>
/// <param name="Next">Send it as <c>after</c> for what comes next.</param>
public sealed record JobLogPage(IReadOnlyList<JobLogLine> Items, long Next);

/// <summary>A checkpoint of a job that is still kept.</summary>
/// <param name="SizeBytes">Of the weights.</param>
/// <param name="Best">Its weights are the best so far.</param>
/// <param name="Href">Where to download the weights.</param>
public sealed record CheckpointDetails(int Epoch, long SizeBytes, DateTimeOffset CreatedAt, bool Best, string Href)
{
    internal static CheckpointDetails Of(CheckpointFile file, TrainingJob job) =>
        new(file.Epoch, file.SizeBytes, file.CreatedAt, file.Epoch == job.Best?.Epoch, $"/jobs/{job.Id}/checkpoints/{file.Epoch}");
}

/// <summary>A page that a report ended with.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Href">Where to get it.</param>
public sealed record ArtifactDetails(string Name, string ContentType, long SizeBytes, DateTimeOffset CreatedAt, string Href)
{
    internal static ArtifactDetails Of(ArtifactFile file, string contentType, string jobId) =>
        new(file.Name, contentType, file.SizeBytes, file.CreatedAt, $"/jobs/{jobId}/artifacts/{file.Name}");
}
