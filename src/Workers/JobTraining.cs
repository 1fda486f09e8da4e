using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Learning.Training;
using Clearsight.Storage.Artifacts;
using Clearsight.Workers.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearsight.Workers;

/// <summary>One attempt at a job: base model, data, training, registration, selection.</summary>
/// <remarks>
/// A host may die between any two of these. The next attempt goes on from the last checkpoint, at the very end too,
/// and registering and selecting twice does no more than once.
/// </remarks>
internal sealed class JobTraining(
    IJobStore store,
    BaseModels baseModels,
    PlanBuilder plans,
    ModelPublisher publisher,
    Trainer trainer,
    TrainingMetrics metrics,
    Setbacks setbacks,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<JobTraining> logger,
    BucketCheckpoints? shared = null)
{
    /// <returns>How the row changes at the end: the job succeeded, or it was stopped and is released.</returns>
    /// <exception cref="DomainException">It failed; the message is a sentence for whoever sent the job.</exception>
    public async Task<Func<TrainingJob, TrainingJob>> RunAsync(TrainingJob job, WorkerSlot slot, JobLog log, CancellationToken aborted)
    {
        await using var watch = new JobWatch(store, job, time, logger, lifetime.ApplicationStopping);
        await using var recorder = new JobRecorder(store, job, watch, log, slot, metrics, setbacks, time, shared);
        try
        {
            await log.InformAsync($"Attempt {job.Attempt} on {slot.Name}: recipe {job.Recipe}, data set {job.Dataset}.");
            var parent = await baseModels.ResolveAsync(job, aborted);
            job = await PinAsync(job, parent, aborted);
            var plan = await PrepareAsync(job, parent, watch, recorder, log, aborted);

            var outcome = await TrainingThread.RunAsync($"train {job.Id}", () => trainer.Train(plan, recorder, aborted));
            await recorder.CompleteAsync();
            return outcome.Model is { } model
                ? await PublishAsync(job, outcome, model, plan, watch, log, aborted)
                : row => row.Release(time.GetUtcNow());
        }
        catch (OperationCanceledException) when (watch.Requested != TrainingStop.None || aborted.IsCancellationRequested)
        {
            return row => row.Release(time.GetUtcNow());
        }
    }

    private async Task<TrainingJob> PinAsync(TrainingJob job, ModelVersion? parent, CancellationToken cancellationToken) =>
        parent is null || parent.Reference == job.BaseModel
            ? job
            : await store.UpdateAsync(job.Id, row => row.Pin(parent.Reference), job.Attempt, cancellationToken);

    private async Task<TrainingPlan> PrepareAsync(
        TrainingJob job, ModelVersion? parent, JobWatch watch, JobRecorder recorder, JobLog log, CancellationToken aborted)
    {
        // A download leaves nothing that a stopped job would have to wait for.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(watch.Stopping, aborted);
        var plan = await plans.BuildAsync(job, parent, recorder, stopping.Token);
        await log.InformAsync($"Data set {job.Dataset} is loaded: {plan.Train.Count} images to train and validate on, {plan.Test.Count} to test.");
        return plan;
    }

    private async Task<Func<TrainingJob, TrainingJob>> PublishAsync(
        TrainingJob job, TrainingOutcome outcome, TrainedModel model, TrainingPlan plan, JobWatch watch, JobLog log, CancellationToken aborted)
    {
        if (outcome.StoppedEarly)
        {
            await log.InformAsync($"Stopped early: the validation loss was not better for {job.Hyperparameters.Patience} epochs.");
        }

        // Up to here a job can be stopped; what is registered stays, and the job has succeeded.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(watch.Stopping, aborted);
        var manifest = await publisher.DescribeAsync(job, plans.Card(job), model, plan, log, stopping.Token);
        var version = await publisher.RegisterAsync(job, manifest, plan.OutputFolder, aborted);
        await log.InformAsync($"Registered {version.Reference} from epoch {model.Epoch}, digest {version.Digest}.");

        var selected = await publisher.SelectAsync(job, version, aborted);
        var task = job.Task.ToName();
        await log.InformAsync(selected ? $"Selected {version.Reference} for {task}." : $"The selection for {task} stays as it is.");
        return row => row.Succeed(version.Reference, outcome.StoppedEarly, time.GetUtcNow());
    }
}
