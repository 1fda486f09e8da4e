using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Contracts;

/// <summary>A training job, or a report, which trainings are the parts of.</summary>
/// <param name="Task">Null for a report, as are network and model name: its parts have one each.</param>
/// <param name="Attempt">How often it was started.</param>
/// <param name="Hyperparameters">Those that mean something to the recipe, by name; none for a report.</param>
/// <param name="BaseModel">The version whose weights it starts from; null while the job it comes after has not made it yet.</param>
/// <param name="Dataset">What it trains on; of a report, what the classifiers are compared on.</param>
/// <param name="ModelName">The name that the new version goes under.</param>
/// <param name="Priority">Which of the waiting jobs starts first.</param>
/// <param name="NotBefore">A queued job waits until then: as was asked, or since an attempt ended on something that may pass.</param>
/// <param name="After">The job that must have succeeded before this one starts.</param>
/// <param name="Parent">The report that it is a part of.</param>
/// <param name="Parts">The ids of a report's trainings, in the order in which they run; empty for a training.</param>
/// <param name="PauseRequested">It pauses at the next mini-batch.</param>
/// <param name="Progress">Where it stands; of a report, the sum over its parts.</param>
/// <param name="Metrics">The newest value of each, by key such as <c>validation/loss</c>.</param>
/// <param name="Best">The epoch whose weights become the model, so far.</param>
/// <param name="StoppedEarly">It ended before its last epoch, as it no longer got better.</param>
/// <param name="Model">The version that it left, when it succeeded.</param>
/// <param name="Problem">Why it failed, as a sentence.</param>
public sealed record JobDetails(
    string Id,
    string Recipe,
    TaskKind? Task,
    string? Network,
    JobStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    int Attempt,
    IReadOnlyDictionary<string, object> Hyperparameters,
    string Dataset,
    ModelName? BaseModel,
    string? ModelName,
    SelectionRule Select,
    JobPriority Priority,
    DateTimeOffset? NotBefore,
    string? After,
    string? Parent,
    IReadOnlyList<string> Parts,
    bool PauseRequested,
    JobProgress? Progress,
    IReadOnlyDictionary<string, double> Metrics,
    BestEpoch? Best,
    bool StoppedEarly,
    ModelName? Model,
    string? Problem,
    IReadOnlyDictionary<string, string> Tags,
    JobLinks Links)
{
    internal static JobDetails Of(TrainingJob job) => new(
        job.Id,
        job.Recipe,
        job.IsReport ? null : job.Task,
        job.IsReport ? null : job.Network,
        job.Status,
        job.CreatedAt,
        job.StartedAt,
        job.FinishedAt,
        job.Attempt,
        HyperparameterValues.Of(job),
        job.Dataset,
        job.BaseModel is null ? null : Contracts.ModelName.Of(job.BaseModel),
        job.IsReport ? null : job.ModelName,
        job.Select,
        job.Priority,
        job.NotBefore,
        job.After,
        job.Parent,
        job.Parts,
        job.PauseRequested,
        job.Progress,
        job.Metrics,
        job.Best,
        job.StoppedEarly,
        job.Model is null ? null : Contracts.ModelName.Of(job.Model),
        job.Problem,
        job.Tags,
        JobLinks.Of(job.Id));
}

/// <summary>Where to go from here.</summary>
public sealed record JobLinks(string Self, string Metrics, string Events, string Logs, string Checkpoints, string Artifacts)
{
    internal static JobLinks Of(string id) =>
        new($"/jobs/{id}", $"/jobs/{id}/metrics", $"/jobs/{id}/events", $"/jobs/{id}/logs", $"/jobs/{id}/checkpoints", $"/jobs/{id}/artifacts");
}
