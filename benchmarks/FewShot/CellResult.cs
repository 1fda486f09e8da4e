using System.Globalization;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;

namespace Clearsight.Benchmarks.FewShot;

/// <summary>What a training of the study came to, a line of the table of all of them.</summary>
/// <param name="Epoch">The one whose weights were taken, by the validation loss.</param>
internal sealed record CellResult(
    Cell Cell, int Epochs, int Updates, double LearningRate, int Epoch, double ValidationLoss, double ValidationAccuracy, double TestLoss, double TestAccuracy, double Seconds)
{
    public const string Header =
        "samplesPerClass,encoder,seed,epochs,updates,learningRate,epoch,validationLoss,validationAccuracy,testLoss,testAccuracy,seconds";

    public static CellResult Of(Cell cell, Hyperparameters hyperparameters, int classes, int epoch, IReadOnlyDictionary<string, double> metrics, double seconds) => new(
        cell,
        hyperparameters.Epochs,
        cell.Updates(hyperparameters, classes),
        hyperparameters.LearningRate,
        epoch,
        metrics[MetricKeys.ValidationLoss],
        metrics[MetricKeys.ValidationAccuracy],
        metrics[MetricKeys.TestLoss],
        metrics[MetricKeys.TestAccuracy],
        seconds);

    /// <summary>Whether it is what a training with these hyperparameters would come to.</summary>
    public bool Answers(Cell cell, Hyperparameters hyperparameters) =>
        Cell == cell && Epochs == hyperparameters.Epochs && LearningRate.Equals(hyperparameters.LearningRate);

    public string ToCsv() => string.Create(CultureInfo.InvariantCulture,
        $"{Cell.SamplesPerClass},{Cell.NameOf(Cell.Encoder)},{Cell.Seed},{Epochs},{Updates},{LearningRate},{Epoch},{ValidationLoss:0.00000},{ValidationAccuracy:0.0000},{TestLoss:0.00000},{TestAccuracy:0.0000},{Seconds:0.0}");

    public static CellResult Parse(string line)
    {
        var fields = line.Split(',');
        return new CellResult(
            new Cell(Whole(0), Enum.Parse<EncoderUse>(fields[1], ignoreCase: true), ulong.Parse(fields[2], CultureInfo.InvariantCulture)),
            Whole(3), Whole(4), Number(5), Whole(6), Number(7), Number(8), Number(9), Number(10), Number(11));

        int Whole(int index) => int.Parse(fields[index], CultureInfo.InvariantCulture);
        double Number(int index) => double.Parse(fields[index], CultureInfo.InvariantCulture);
    }
}
