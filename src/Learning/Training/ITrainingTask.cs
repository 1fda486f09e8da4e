using Clearsight.Domain.Evaluation;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Training;

/// <summary>What a network is trained for: turns a mini-batch into a loss, and a split into metrics. The loop is <see cref="TrainingLoop"/>'s.</summary>
internal interface ITrainingTask : IDisposable
{
    /// <summary>The images that are trained on, as indices into the train part.</summary>
    IReadOnlyList<int> TrainIndices { get; }

    /// <summary>Computes what the losses need beforehand: once, before the first mini-batch of an attempt.</summary>
    /// <returns>False when stopped.</returns>
    bool Prepare(Lanes lanes, Func<bool> stop);

    /// <summary>The loss of a part of a mini-batch, with its graph, in the present dispose scope. Lanes call it side by side.</summary>
    /// <param name="piece">Some of <see cref="TrainIndices"/>.</param>
    PieceLoss Loss(BoundWeights weights, Piece piece);

    /// <summary>Measures the network on the validation split.</summary>
    /// <returns>Values by <see cref="Domain.Metrics.MetricKeys"/>, always with the loss; null when stopped.</returns>
    IReadOnlyDictionary<string, double>? Validate(NetworkWeights weights, Lanes lanes, Func<bool> stop);

    /// <summary>Measures the finished network on the test split, in everything that is told of a model version.</summary>
    /// <returns>Null when stopped.</returns>
    Examination? Examine(NetworkWeights weights, Lanes lanes, Func<bool> stop);

    /// <summary>A sentence for the log when the metrics on validation show that nothing is being learned.</summary>
    string? Concern(IReadOnlyDictionary<string, double> validation);
}

/// <param name="Metrics">On the test split, by <see cref="Domain.Metrics.MetricKeys"/>, always with the loss.</param>
/// <param name="SignalRanges">See <see cref="TrainedModel.SignalRanges"/>.</param>
internal sealed record Examination(IReadOnlyDictionary<string, double> Metrics, ModelEvaluation Evaluation, IReadOnlyList<double>? SignalRanges = null);

/// <param name="Loss">The mean over the piece, a scalar.</param>
/// <param name="Correct">How many images were classified rightly, a scalar; null where that means nothing.</param>
internal sealed record PieceLoss(Tensor Loss, Tensor? Correct);
