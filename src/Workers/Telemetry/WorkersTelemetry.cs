using System.Diagnostics;
using System.Globalization;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;

namespace Clearsight.Workers.Telemetry;

/// <summary>The name that this project measures and traces under, and the span of an attempt at a job.</summary>
/// <remarks>
/// The ids of jobs, which have no bound, stand in spans only. Measurements are told apart by recipes, which are a list in the
/// program, and by the workers of the host.
/// </remarks>
public static class WorkersTelemetry
{
    public const string Name = "Clearsight.Workers";

    internal const string RecipeKey = "clearsight.recipe";
    internal const string WorkerKey = "clearsight.worker.name";

    private static readonly ActivitySource Spans = new(Name);

    /// <summary>A trace of its own: the request that sent the job is long over. Its id joins the lines of the log also where nobody traces.</summary>
    internal static Activity StartAttempt() => Spans.StartActivity("training attempt") ?? new Activity("training attempt").Start();

    internal static void Describe(this Activity attempt, TrainingJob job)
    {
        attempt.SetTag("clearsight.job.id", job.Id);
        attempt.SetTag(RecipeKey, job.Recipe);
        attempt.SetTag("clearsight.dataset", job.Dataset);
        attempt.SetTag("clearsight.job.attempt", job.Attempt);
    }

    /// <param name="job">As it is after the attempt.</param>
    internal static void End(this Activity attempt, TrainingJob job)
    {
        attempt.SetTag("clearsight.job.status", job.Status.ToName());
        attempt.SetTag("clearsight.model", job.Model?.ToString());
        if (job.Problem is { } problem)
        {
            attempt.SetStatus(ActivityStatusCode.Error, problem);
        }
    }

    /// <param name="metrics">Of one epoch, by the keys that the job's metrics have.</param>
    internal static void AddEpoch(this Activity attempt, IReadOnlyList<Metric> metrics)
    {
        var tags = new ActivityTagsCollection(metrics.Select(metric => KeyValuePair.Create(metric.Key, (object?)metric.Value)))
        {
            ["epoch"] = metrics[0].Epoch,
        };
        attempt.AddEvent(new ActivityEvent(string.Create(CultureInfo.InvariantCulture, $"epoch {metrics[0].Epoch}"), metrics[0].At, tags));
    }
}
