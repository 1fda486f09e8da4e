using System.Globalization;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Data;
using Clearsight.Learning.Evaluation;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Training;

/// <summary>
/// Noisy images to clean ones. The noise is drawn anew for every mini-batch; on validation and test images it is drawn
/// once, the same for every training.
/// </summary>
internal sealed class DenoisingTask : ITrainingTask
{
    private readonly Network _network;
    private readonly Hyperparameters _hyperparameters;
    private readonly NoiseDensities _densities;
    private readonly LabelledImages _test;
    private readonly ImageTensors _train;
    private readonly NoisyImages _validation;
    private readonly Judge? _judge;
    private readonly double _validationVariance;

    public DenoisingTask(Network network, TrainingPlan plan, Split split)
    {
        _network = network;
        _hyperparameters = plan.Hyperparameters;
        _densities = NoiseDensities.Of(plan.Hyperparameters);
        _test = plan.Test;
        _judge = plan.Judge is null ? null : new Judge(plan.Judge);
        TrainIndices = split.Train;
        var validation = plan.Train.Take(split.Validation);
        _validationVariance = Variance(validation.Pixels);
        _train = new ImageTensors(plan.Train);
        _validation = new NoisyImages(validation, _densities, "validation");
    }

    public IReadOnlyList<int> TrainIndices { get; }

    public bool Prepare(Lanes lanes, Func<bool> stop) => true;

    public PieceLoss Loss(BoundWeights weights, Piece piece)
    {
        var clean = _train.Pixels(ImageTensors.Indices(piece.Images));
        var noisy = clean.clone();
        var counts = AddNoise(noisy.bytes, piece.Streams(_hyperparameters.Seed, "noise"));
        var logits = _network.Logits(weights, _train.Scale(noisy), Dropout.None);
        return new PieceLoss(DenoisingLoss.Mean(_network, _hyperparameters.Loss, logits, _train.Scale(clean), counts), Correct: null);
    }

    public IReadOnlyDictionary<string, double>? Validate(NetworkWeights weights, Lanes lanes, Func<bool> stop) =>
        DenoiserEvaluator.Evaluate(_network, weights, _validation, _hyperparameters.Loss, lanes, stop) is { } figures
            ? Finite(
                (MetricKeys.ValidationLoss, figures.Loss),
                (MetricKeys.ValidationMse, figures.Mse),
                (MetricKeys.ValidationPsnr, Psnr.FromMse(figures.Mse)))
            : null;

    public Examination? Examine(NetworkWeights weights, Lanes lanes, Func<bool> stop)
    {
        // At the density of the training, which need not be one of those that every denoiser is measured at.
        using var test = new NoisyImages(_test, _densities, "test");
        return DenoiserEvaluator.Evaluate(_network, weights, test, _hyperparameters.Loss, lanes, stop) is { } figures
            && new DenoiserExamination(_network, weights, _judge, lanes, stop).Run(_test) is { } evaluation
            ? new Examination(
                Finite(
                    (MetricKeys.TestLoss, figures.Loss),
                    (MetricKeys.TestMse, figures.Mse),
                    (MetricKeys.TestPsnr, Psnr.FromMse(figures.Mse)),
                    (MetricKeys.TestNoisyPsnr, Psnr.FromMse(figures.NoisyMse))),
                new ModelEvaluation(null, evaluation))
            : null;
    }

    public string? Concern(IReadOnlyDictionary<string, double> validation)
    {
        var error = validation[MetricKeys.ValidationMse];
        return error < _validationVariance
            ? null
            : string.Create(CultureInfo.InvariantCulture,
                $"The denoiser is no better than one grey for all pixels (validation MSE {error:0.0000}, the grey {_validationVariance:0.0000}). "
                + $"Under mean squared error it can stay like that; binary cross-entropy learns from any start.");
    }

    public void Dispose()
    {
        _train.Dispose();
        _validation.Dispose();
        _judge?.Dispose();
    }

    /// <returns>How much each image counts, [n]; null where all count alike.</returns>
    private Tensor? AddNoise(Span<byte> pixels, RandomStream[] streams)
    {
        var length = pixels.Length / streams.Length;
        var weights = new float[streams.Length];
        for (var image = 0; image < streams.Length; image++)
        {
            var density = _densities.Draw(streams[image]);
            SaltAndPepperNoise.Apply(pixels.Slice(image * length, length), density, streams[image]);
            weights[image] = (float)_densities.Weight(density);
        }

        return _densities.Least == _densities.Most ? null : tensor(weights);
    }

    /// <summary>Equal images have no finite PSNR, and JSON no infinity: the metric is left out then.</summary>
    private static Dictionary<string, double> Finite(params (string Key, double Value)[] metrics) =>
        metrics.Where(metric => !double.IsPositiveInfinity(metric.Value))
            .ToDictionary(metric => metric.Key, metric => metric.Value, StringComparer.Ordinal);

    /// <summary>Of pixel values 0..1: the mean squared error of predicting their mean.</summary>
    private static double Variance(ReadOnlySpan<byte> pixels)
    {
        var (sum, squares) = (0L, 0L);
        foreach (var pixel in pixels)
        {
            sum += pixel;
            squares += pixel * pixel;
        }

        var mean = (double)sum / pixels.Length / byte.MaxValue;
        return ((double)squares / pixels.Length / (byte.MaxValue * byte.MaxValue)) - (mean * mean);
    }
}
