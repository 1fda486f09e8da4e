using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Native;
using Clearsight.Learning.Networks;

namespace Clearsight.Learning.Training;

/// <summary>Trains a plan: puts together network, weights, task and checkpoints, and runs the one loop over them.</summary>
/// <param name="requests">Those of the same process, which go before the training.</param>
public sealed class Trainer(TimeProvider time, RightOfWay requests)
{
    /// <summary>
    /// Trains to the end or until the observer asks to stop. Runs on the calling thread, which should be one of its
    /// own: libtorch's tensors, scopes and thread count belong to it.
    /// </summary>
    /// <exception cref="TrainingFailedException">The loss is no longer a number, or the plan does not fit its data.</exception>
    /// <exception cref="StartupException">libtorch cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled; nothing but the checkpoints is left.</exception>
    public TrainingOutcome Train(TrainingPlan plan, ITrainingObserver observer, CancellationToken cancellationToken)
    {
        Libtorch.Prepare();
        var network = NetworkCatalog.Create(plan.Network, plan.Classes.Count);
        PlanRules.Check(plan, network);

        using var task = CreateTask(network, plan);
        using var weights = NetworkWeights.Initialize(
            network, plan.Hyperparameters.Seed, plan.Hyperparameters.Encoder == EncoderUse.Frozen ? BaseModel.EncoderPrefix : null);
        using var optimizer = new FlatAdam(weights, plan.Hyperparameters);
        using var lanes = new Lanes(plan.Threads, requests);
        BaseModel.TakeOver(plan, network, weights, task, lanes, observer.Log);
        using var gradient = new BatchGradient(task, weights, lanes, plan.Hyperparameters.Precision);
        if (plan.Hyperparameters.Precision == Precision.Bfloat16 && !Processor.HasBfloat16)
        {
            observer.Log("This processor has no bfloat16; the training computes in float32.");
        }

        var loop = new TrainingLoop(plan, network, weights, optimizer, task, lanes, gradient, observer, time, cancellationToken);
        return loop.Run();
    }

    /// <summary>Measures a finished model once more, as after its last epoch and at the end of its training.</summary>
    /// <param name="plan">What it was trained by.</param>
    /// <param name="weightsFile">Path of its <c>model.safetensors</c>.</param>
    /// <exception cref="SafetensorsException">The file has other tensors than the plan's network.</exception>
    public RemeasuredModel Examine(TrainingPlan plan, string weightsFile)
    {
        Libtorch.Prepare();
        var network = NetworkCatalog.Create(plan.Network, plan.Classes.Count);
        using var task = CreateTask(network, plan);
        using var weights = NetworkWeights.From(network, Safetensors.Read(weightsFile));
        using var lanes = new Lanes(plan.Threads, requests);
        var validation = task.Validate(weights, lanes, () => false)!;
        var test = task.Examine(weights, lanes, () => false)!;
        return new RemeasuredModel(validation.Concat(test.Metrics).ToDictionary(StringComparer.Ordinal), test.Evaluation);
    }

    private static ITrainingTask CreateTask(Network network, TrainingPlan plan)
    {
        var hyperparameters = plan.Hyperparameters;
        var split = plan.Cut();
        if (hyperparameters.TrainLimit > 0 && hyperparameters.TrainLimit < split.Train.Length)
        {
            split = split with { Train = split.Train[..hyperparameters.TrainLimit] };
        }

        if (hyperparameters.SamplesPerClass > 0)
        {
            split = split.WithSamplesPerClass(hyperparameters.SamplesPerClass, plan.Train.Labels, plan.Classes);
        }

        return plan.Task == TaskKind.Classify ? new ClassificationTask(network, plan, split) : new DenoisingTask(network, plan, split);
    }
}
