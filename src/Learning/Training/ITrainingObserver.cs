using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;

namespace Clearsight.Learning.Training;

/// <summary>Hears from a training while it runs, on the training's own thread: whatever takes long belongs elsewhere.</summary>
public interface ITrainingObserver
{
    /// <summary>Called once, before the first step.</summary>
    /// <param name="epoch">The last epoch that a checkpoint holds, 0 for a training from the start.</param>
    void Starting(int epoch);

    /// <summary>Several times a second.</summary>
    void Progressed(JobProgress progress);

    /// <summary>After the epoch's checkpoint is safe on the disk.</summary>
    void EpochEnded(IReadOnlyList<Metric> metrics, BestEpoch best);

    /// <summary>After a checkpoint is safe on the disk, at the end of an epoch or in the middle of one; before the epoch's end is told.</summary>
    /// <param name="name">Of its folder in <see cref="TrainingPlan.CheckpointFolder"/>.</param>
    void CheckpointWritten(string name)
    {
        // Most have no use for it.
    }

    void Log(string message);

    /// <summary>Asked between mini-batches.</summary>
    TrainingStop StopRequested { get; }
}

public enum TrainingStop
{
    None,
    Cancel,

    /// <summary>Leave a checkpoint, then stop: somebody paused the job, or the host shuts down.</summary>
    Checkpoint,
}
