namespace Clearsight.Domain.Jobs;

/// <param name="Epoch">The epoch under way, from 1; 0 before the first.</param>
/// <param name="Step">Optimizer updates so far in the whole training, out of <paramref name="Steps"/>.</param>
/// <param name="EtaSeconds">Seconds to the last epoch at the present speed; null until a speed is known.</param>
/// <param name="ImagesPerSecond">Training images a second, over the last few seconds.</param>
/// <param name="TrainLoss">The mean loss on the images of the epoch under way so far; null while there are none.</param>
/// <param name="TrainAccuracy">The share of those that were classified rightly; null for a denoiser, too.</param>
public sealed record JobProgress(
    int Epoch,
    int Epochs,
    long Step,
    long Steps,
    double? EtaSeconds,
    double? ImagesPerSecond,
    double? TrainLoss = null,
    double? TrainAccuracy = null)
{
    /// <summary>0..1.</summary>
    public double Fraction => Steps == 0 ? 0 : (double)Step / Steps;

    /// <summary>Nothing is left to do, though an early stop may have left steps out.</summary>
    public JobProgress Ended() => this with { Epoch = Epochs, Step = Steps, EtaSeconds = 0, TrainLoss = null, TrainAccuracy = null };

    /// <summary>Of a training that has not begun.</summary>
    /// <param name="images">Training images.</param>
    public static JobProgress Ahead(Recipes.Hyperparameters hyperparameters, int images)
    {
        var stepsPerEpoch = (images + hyperparameters.BatchSize - 1) / hyperparameters.BatchSize;
        return new JobProgress(0, hyperparameters.Epochs, 0, (long)hyperparameters.Epochs * stepsPerEpoch, null, null);
    }
}
