using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Contracts;

/// <summary>What a request would train: the answer to a dry run.</summary>
/// <param name="Task">Null for a report, as are network and model name: its parts have one each.</param>
/// <param name="Hyperparameters">The recipe's with the request's overrides; none for a report.</param>
/// <param name="BaseModel">Null too where the job that this one comes after is still to make it.</param>
/// <param name="ExpectedSeconds">
/// Training to the last epoch at the speed measured on this machine; null until a job of this network has succeeded here.
/// Of a report, the sum over its parts.
/// </param>
/// <param name="Parts">What the parts of a report would train, in the order in which they run; empty for a training.</param>
public sealed record JobPlan(
    string Recipe,
    TaskKind? Task,
    string? Network,
    IReadOnlyDictionary<string, object> Hyperparameters,
    string Dataset,
    ModelName? BaseModel,
    string? ModelName,
    SelectionRule Select,
    JobPriority Priority,
    DateTimeOffset? NotBefore,
    string? After,
    IReadOnlyDictionary<string, string> Tags,
    double? ExpectedSeconds,
    IReadOnlyList<JobPlan> Parts)
{
    internal static JobPlan Of(TrainingJob job, double? expectedSeconds, IReadOnlyList<JobPlan> parts) => new(
        job.Recipe,
        job.IsReport ? null : job.Task,
        job.IsReport ? null : job.Network,
        HyperparameterValues.Of(job),
        job.Dataset,
        job.BaseModel is null ? null : Contracts.ModelName.Of(job.BaseModel),
        job.IsReport ? null : job.ModelName,
        job.Select,
        job.Priority,
        job.NotBefore,
        job.After,
        job.Tags,
        expectedSeconds,
        parts);
}
