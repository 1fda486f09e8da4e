using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;
using Clearsight.Storage.Database;

namespace Clearsight.Storage.Jobs;

/// <summary>Between a job and its row; a new property of the job has its line in both directions.</summary>
internal static class JobRowMapping
{
    public static TrainingJob ToJob(this JobRow row) => new()
    {
        Id = row.Id,
        Recipe = row.Recipe,
        Task = row.Task,
        Network = row.Network,
        Dataset = row.Dataset,
        Hyperparameters = StorageJson.Read<Hyperparameters>(row.Hyperparameters),
        BaseModel = row.BaseModelName is null ? null : new ModelReference(row.BaseModelName, row.BaseModelVersion),
        ModelName = row.TargetName,
        Select = row.Select,
        Priority = row.Priority,
        NotBefore = row.NotBefore,
        After = row.After,
        Parent = row.Parent,
        Parts = row.Parts is null ? [] : StorageJson.Read<string[]>(row.Parts),
        Tags = row.Tags.ToDictionary(tag => tag.Key, tag => tag.Value),
        Status = row.Status,
        PauseRequested = row.PauseRequested,
        Attempt = row.Attempt,
        Setbacks = row.Setbacks,
        Worker = row.Worker,
        CreatedAt = row.CreatedAt,
        StartedAt = row.StartedAt,
        FinishedAt = row.FinishedAt,
        Progress = row.Progress is null ? null : StorageJson.Read<JobProgress>(row.Progress),
        Metrics = StorageJson.Read<Dictionary<string, double>>(row.Metrics),
        Best = row.Best is null ? null : StorageJson.Read<BestEpoch>(row.Best),
        StoppedEarly = row.StoppedEarly,
        Model = row.ModelName is null ? null : new ModelReference(row.ModelName, row.ModelVersion),
        Problem = row.Problem,
    };

    public static JobRow ToRow(this TrainingJob job)
    {
        var row = new JobRow
        {
            Id = job.Id,
            Recipe = job.Recipe,
            Network = job.Network,
            Dataset = job.Dataset,
            Hyperparameters = "",
            TargetName = job.ModelName,
            Metrics = "",
            CreatedAt = job.CreatedAt,
            Tags = [.. job.Tags.Select(tag => new JobTagRow { JobId = job.Id, Key = tag.Key, Value = tag.Value })],
        };
        row.Take(job);
        return row;
    }

    /// <summary>Writes what may change in the life of a job; id, tags and time of creation never do.</summary>
    public static void Take(this JobRow row, TrainingJob job)
    {
        row.Recipe = job.Recipe;
        row.Task = job.Task;
        row.Network = job.Network;
        row.Dataset = job.Dataset;
        row.Hyperparameters = StorageJson.Write(job.Hyperparameters);
        row.BaseModelName = job.BaseModel?.Name;
        row.BaseModelVersion = job.BaseModel?.Version;
        row.TargetName = job.ModelName;
        row.Select = job.Select;
        row.Priority = job.Priority;
        row.NotBefore = job.NotBefore;
        row.After = job.After;
        row.Parent = job.Parent;
        row.Parts = job.IsReport ? StorageJson.Write(job.Parts) : null;
        row.Status = job.Status;
        row.PauseRequested = job.PauseRequested;
        row.Attempt = job.Attempt;
        row.Setbacks = job.Setbacks;
        row.Worker = job.Worker;
        row.LastWorker = job.Worker ?? row.LastWorker;
        row.StartedAt = job.StartedAt;
        row.FinishedAt = job.FinishedAt;
        row.Progress = job.Progress is null ? null : StorageJson.Write(job.Progress);
        row.Metrics = StorageJson.Write(job.Metrics);
        row.Best = job.Best is null ? null : StorageJson.Write(job.Best);
        row.StoppedEarly = job.StoppedEarly;
        row.ModelName = job.Model?.Name;
        row.ModelVersion = job.Model?.Version;
        row.Problem = job.Problem;
    }
}
