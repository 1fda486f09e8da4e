using System.Globalization;
using System.Text.Json;
using Clearsight.Domain.Recipes;

namespace Clearsight.Benchmarks.FewShot;

/// <summary>One training of the study: how many labels, what becomes of the base's encoder, and the seed.</summary>
/// <param name="SamplesPerClass">Labels of each class to train on.</param>
internal sealed record Cell(int SamplesPerClass, EncoderUse Encoder, ulong Seed)
{
    /// <summary>
    /// Small ones: of a hundred images a larger mini-batch would leave an epoch of one update. All trainings of one number of
    /// labels get the same number of updates, whatever becomes of the encoder.
    /// </summary>
    private const int BatchSize = 32;

    /// <summary>Pretrained and scratch have their lowest validation loss well before so many (docs/lab-log.md).</summary>
    private const int LeastUpdates = 1_200;
    private const int LeastEpochs = 5;

    /// <summary>
    /// It chooses the epoch, so it is cut small: next to ten labels a class, thousands for validation would be a study of
    /// nothing. It also leaves 5,400 images of every class to train on.
    /// </summary>
    private const int ValidationCount = 1_000;

    /// <param name="learningRate">Instead of the one that was chosen on validation.</param>
    public Hyperparameters Hyperparameters(Recipe recipe, int classes, double? learningRate)
    {
        var steps = StepsPerEpoch(classes);
        return recipe.Defaults with
        {
            SamplesPerClass = SamplesPerClass,
            Encoder = Encoder,
            Seed = Seed,
            ValidationCount = ValidationCount,
            BatchSize = BatchSize,
            Epochs = Math.Max(LeastEpochs, (LeastUpdates + steps - 1) / steps),
            LearningRate = learningRate ?? ChosenRate,
        };
    }

    /// <summary>To the last epoch; the one whose weights are taken may be an earlier one.</summary>
    public int Updates(Hyperparameters hyperparameters, int classes) => hyperparameters.Epochs * StepsPerEpoch(classes);

    /// <summary>Of 0.001, 0.003 and 0.01 the one with the lowest validation loss, of a seed that the study does not use (docs/lab-log.md).</summary>
    private double ChosenRate => Encoder == EncoderUse.Frozen ? 0.01 : 0.003;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{SamplesPerClass} labels a class, {NameOf(Encoder)}, seed {Seed}");

    private int StepsPerEpoch(int classes) => ((SamplesPerClass * classes) + BatchSize - 1) / BatchSize;

    public static string NameOf(EncoderUse encoder) => JsonNamingPolicy.CamelCase.ConvertName(encoder.ToString());
}
