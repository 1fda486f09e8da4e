using System.Globalization;
using System.Text;
using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Storage.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clearsight.Api.Endpoints;

/// <summary>What a training leaves behind while it runs: metrics, log lines, checkpoints.</summary>
internal static class JobTraceEndpoints
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";
    private const string Text = "text/plain";
    private const int MaximumLines = 1_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/jobs/{id}").WithTags("Jobs");
        group.MapGet("/metrics", MetricsAsync).WithName("GetJobMetrics")
            .WithSummary("Every point of a job's metrics, by epoch; as CSV with `Accept: text/csv`.")
            .Produces<JobMetrics>(StatusCodes.Status200OK, Json, Csv)
            .Fails(404, 406)
            .WithResponseExample("""
                { "items": [{ "key": "validation/loss", "epoch": 1, "step": 422, "value": 0.401, "at": "2026-01-31T12:00:30+00:00" }] }
                """);
        group.MapGet("/logs", LogsAsync).WithName("GetJobLog")
            .WithSummary("The job's log lines, newest last; as text with `Accept: text/plain`.")
            .Produces<JobLogPage>(StatusCodes.Status200OK, Json, Text)
            .Fails(404, 406, 422)
            .WithResponseExample("""
                { "items": [{ "sequence": 12, "at": "2026-01-31T12:00:30+00:00", "level": "information", "message": "Epoch 1 of 15." }], "next": 12 }
                """);
        group.MapGet("/checkpoints", CheckpointsAsync).WithName("ListJobCheckpoints")
            .WithSummary("The checkpoints that are still kept: the last ones and the best.")
            .Fails(404)
            .WithResponseExample("""
                {
                  "items": [{
                    "epoch": 3, "sizeBytes": 966912, "createdAt": "2026-01-31T12:01:30+00:00", "best": true,
                    "href": "/jobs/0198f3a1c2d47e5f8a9b0c1d2e3f4a5b/checkpoints/3"
                  }],
                  "nextCursor": null
                }
                """);
        group.MapGet("/checkpoints/{epoch:int:min(1)}", CheckpointAsync).WithName("DownloadJobCheckpoint")
            .WithSummary("Downloads a checkpoint's weights as safetensors.")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream")
            .Fails(404, 416)
            .DisableRequestTimeout();
    }

    /// <param name="id">The job's id.</param>
    /// <param name="key">Only this metric, such as <c>validation/loss</c>.</param>
    internal static async Task<Results<Ok<JobMetrics>, ContentHttpResult>> MetricsAsync(
        string id, string? key, HttpRequest request, IJobStore store, CancellationToken cancellationToken)
    {
        await JobEndpoints.FindAsync(store, id, cancellationToken);
        var metrics = await store.MetricsAsync(id, key, cancellationToken);
        return request.Preferred(Json, Csv) == Csv
            ? TypedResults.Text(ToCsv(metrics), Csv, Encoding.UTF8)
            : TypedResults.Ok(new JobMetrics(metrics));
    }

    /// <param name="id">The job's id.</param>
    /// <param name="after">Only lines after this sequence number.</param>
    /// <param name="limit">Lines at most, 1 to 1000.</param>
    internal static async Task<Results<Ok<JobLogPage>, ContentHttpResult>> LogsAsync(
        string id, HttpRequest request, IJobStore store, CancellationToken cancellationToken, long after = 0, int limit = MaximumLines)
    {
        if (limit is < 1 or > MaximumLines)
        {
            throw new InvalidRequestException("limit", $"limit must be a whole number from 1 to {MaximumLines}.");
        }

        await JobEndpoints.FindAsync(store, id, cancellationToken);
        var lines = await store.LogAsync(id, after, limit, cancellationToken);
        return request.Preferred(Json, Text) == Text
            ? TypedResults.Text(ToText(lines), Text, Encoding.UTF8)
            : TypedResults.Ok(new JobLogPage(lines, lines.Count == 0 ? after : lines[^1].Sequence));
    }

    /// <param name="id">The job's id.</param>
    internal static async Task<Ok<ListPage<CheckpointDetails>>> CheckpointsAsync(
        string id, IJobStore store, CheckpointFiles checkpoints, CancellationToken cancellationToken)
    {
        var job = await JobEndpoints.FindAsync(store, id, cancellationToken);
        return TypedResults.Ok(ListPages.Whole((await checkpoints.ListAsync(job.Id, cancellationToken)).Select(file => CheckpointDetails.Of(file, job))));
    }

    /// <param name="id">The job's id.</param>
    /// <param name="epoch">The epoch that it ended.</param>
    internal static async Task<FileStreamHttpResult> CheckpointAsync(
        string id, int epoch, IJobStore store, CheckpointFiles checkpoints, CancellationToken cancellationToken)
    {
        var job = await JobEndpoints.FindAsync(store, id, cancellationToken);
        return TypedResults.File(
            await checkpoints.OpenAsync(job.Id, epoch, cancellationToken),
            "application/octet-stream",
            fileDownloadName: $"{job.Id}-epoch-{epoch:0000}.safetensors",
            enableRangeProcessing: true);
    }

    /// <summary>RFC 4180; no field needs quotes, as keys are letters and slashes.</summary>
    private static string ToCsv(IReadOnlyList<Metric> metrics)
    {
        var csv = new StringBuilder("key,epoch,step,value,at\r\n");
        foreach (var metric in metrics)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{metric.Key},{metric.Epoch},{metric.Step},{metric.Value:R},{metric.At:O}\r\n");
        }

        return csv.ToString();
    }

    private static string ToText(IReadOnlyList<JobLogLine> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"{line.At:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {line.Level,-11} {line.Message}\n");
        }

        return text.ToString();
    }
}
