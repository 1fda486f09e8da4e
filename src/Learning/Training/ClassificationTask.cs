using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Data;
using Clearsight.Learning.Evaluation;
using Clearsight.Learning.Native;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Training;

/// <summary>
/// Images to class labels by categorical cross-entropy. Labels are smoothed (Szegedy et al., 2016) in training only:
/// the losses on validation and test compare across trainings. With a teacher, its answers are the target in place of labels.
/// </summary>
internal sealed class ClassificationTask : ITrainingTask
{
    private readonly Network _network;
    private readonly Hyperparameters _hyperparameters;
    private readonly LabelledImages _test;
    private readonly IReadOnlyList<string> _classes;
    private readonly ImageTensors _train;
    private readonly ImageTensors _validation;
    private readonly FinishedClassifier? _teacher;
    private TeacherAnswers? _answers;

    public ClassificationTask(Network network, TrainingPlan plan, Split split)
    {
        _network = network;
        _hyperparameters = plan.Hyperparameters;
        _test = plan.Test;
        _classes = plan.Classes;
        _teacher = plan.Teacher;
        TrainIndices = split.Train;
        _train = new ImageTensors(plan.Train);
        _validation = new ImageTensors(plan.Train.Take(split.Validation));
    }

    public IReadOnlyList<int> TrainIndices { get; }

    public bool Prepare(Lanes lanes, Func<bool> stop)
    {
        if (_teacher is not null)
        {
            _answers = TeacherAnswers.Ask(_teacher, _train, TrainIndices, _hyperparameters.Flip, Processor.ComputeType(_hyperparameters.Precision), lanes, stop);
        }

        return _teacher is null || _answers is not null;
    }

    public PieceLoss Loss(BoundWeights weights, Piece piece)
    {
        var indices = ImageTensors.Indices(piece.Images);
        var pixels = _train.Pixels(indices);
        Augment(pixels.bytes, piece);
        var dropout = Dropout.Of(_hyperparameters.Dropout, piece.Streams(_hyperparameters.Seed, "dropout"));
        var labels = _train.Labels(indices);
        var logits = _network.Logits(weights, _train.Scale(pixels), dropout);
        var loss = _teacher is null
            ? nn.functional.cross_entropy(logits, labels, label_smoothing: _hyperparameters.LabelSmoothing)
            : nn.functional.cross_entropy(logits, _answers!.Of(indices));
        return new PieceLoss(loss, logits.argmax(1).eq(labels).sum());
    }

    public IReadOnlyDictionary<string, double>? Validate(NetworkWeights weights, Lanes lanes, Func<bool> stop) =>
        ClassifierEvaluator.Evaluate(_network, weights, _validation, lanes, stop) is { } figures
            ? new Dictionary<string, double>(StringComparer.Ordinal)
            {
                [MetricKeys.ValidationLoss] = figures.Loss,
                [MetricKeys.ValidationAccuracy] = figures.Accuracy,
            }
            : null;

    public Examination? Examine(NetworkWeights weights, Lanes lanes, Func<bool> stop) =>
        ClassifierExamination.Run(_network, weights, _test, _validation, _classes, lanes, stop) is { } evaluation
            && SignalRanges.Measure(_network, weights, _validation, lanes, stop) is { } ranges
            ? new Examination(
                new Dictionary<string, double>(StringComparer.Ordinal)
                {
                    [MetricKeys.TestLoss] = evaluation.Loss,
                    [MetricKeys.TestAccuracy] = evaluation.Report.Accuracy,
                },
                new ModelEvaluation(evaluation, null),
                ranges)
            : null;

    public string? Concern(IReadOnlyDictionary<string, double> validation) => null;

    public void Dispose()
    {
        _train.Dispose();
        _validation.Dispose();
        _answers?.Dispose();
    }

    private void Augment(Span<byte> pixels, Piece piece)
    {
        var (seed, width) = (_hyperparameters.Seed, _train.Width);
        if (_hyperparameters.Flip)
        {
            Augmentation.Flip(pixels, width, piece.Streams(seed, "flip"));
        }

        if (_hyperparameters.Shift > 0)
        {
            Augmentation.Shift(pixels, width, _hyperparameters.Shift, piece.Streams(seed, "shift"));
        }

        // Last, so that no erased rectangle is moved out of the picture.
        if (_hyperparameters.Erase > 0)
        {
            Augmentation.Erase(pixels, width, _hyperparameters.Erase, piece.Streams(seed, "erase"));
        }
    }
}
