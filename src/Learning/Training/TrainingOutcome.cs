using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;

namespace Clearsight.Learning.Training;

/// <summary>How a training ended.</summary>
/// <param name="Stopped"><see cref="TrainingStop.None"/> when it reached its end and left a model.</param>
/// <param name="Model">What was left, null when it was stopped.</param>
public sealed record TrainingOutcome(TrainingStop Stopped, bool StoppedEarly, BestEpoch? Best, TrainedModel? Model);

/// <summary>A trained network in <see cref="TrainingPlan.OutputFolder"/>.</summary>
/// <param name="Epoch">The epoch whose weights these are.</param>
/// <param name="Metrics">
/// By <see cref="Domain.Metrics.MetricKeys"/>: on train (means over the epoch, while it learned), validation and test.
/// </param>
/// <param name="InputShape">Batch, channels, height, width; -1 where any size goes.</param>
/// <param name="Temperature">Of the exported probabilities, fitted on the validation split; 1 for a denoiser.</param>
/// <param name="Evaluation">On the test split, in full.</param>
/// <param name="SignalRanges">What <see cref="ModelFiles.QuantizedOnnx"/> was made with; empty where the network has no such form.</param>
public sealed record TrainedModel(
    int Epoch,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyList<int> InputShape,
    IReadOnlyList<int> OutputShape,
    int ParameterCount,
    double Temperature,
    ModelEvaluation Evaluation,
    IReadOnlyList<double> SignalRanges);

/// <summary>What is said of a finished model when it is measured once more.</summary>
/// <param name="Metrics">By <see cref="Domain.Metrics.MetricKeys"/>: on validation and test. Those on train are of the training alone.</param>
/// <param name="Evaluation">On the test split, in full.</param>
public sealed record RemeasuredModel(IReadOnlyDictionary<string, double> Metrics, ModelEvaluation Evaluation);
