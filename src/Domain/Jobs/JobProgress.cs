namespace Clearsight.Domain.Jobs;

/// <param name="Epoch">The epoch under way, from 1.</param>
/// <param name="Step">Optimizer updates so far in the whole training, out of <paramref name="Steps"/>.</param>
/// <param name="EtaSeconds">Seconds to the last epoch at the present speed; null until a speed is known.</param>
/// <param name="ImagesPerSecond">Training images a second, over the last few seconds.</param>
public sealed record JobProgress(int Epoch, int Epochs, long Step, long Steps, double? EtaSeconds, double? ImagesPerSecond)
{
    /// <summary>0..1.</summary>
    public double Fraction => Steps == 0 ? 0 : (double)Step / Steps;
}
