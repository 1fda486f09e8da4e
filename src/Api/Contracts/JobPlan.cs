using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Contracts;

/// <summary>What a request would train: the answer to a dry run.</summary>
/// <param name="Hyperparameters">The recipe's with the request's overrides.</param>
/// <param name="BaseModel">Null too where the job that this one comes after is still to make it.</param>
/// <param name="ExpectedSeconds">
/// Training to the last epoch at the speed measured on this machine; null until a job of this network has succeeded here.
/// </param>
public sealed record JobPlan(
    string Recipe,
    TaskKind Task,
    string Network,
    IReadOnlyDictionary<string, object> Hyperparameters,
    string Dataset,
    ModelName? BaseModel,
    string ModelName,
    SelectionRule Select,
    string? After,
    IReadOnlyDictionary<string, string> Tags,
    double? ExpectedSeconds)
{
    internal static JobPlan Of(TrainingJob job, double? expectedSeconds) => new(
        job.Recipe,
        job.Task,
        job.Network,
        HyperparameterValues.Of(job.Recipe, job.Hyperparameters),
        job.Dataset,
        job.BaseModel is null ? null : Contracts.ModelName.Of(job.BaseModel),
        job.ModelName,
        job.Select,
        job.After,
        job.Tags,
        expectedSeconds);
}
