using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;

namespace Clearsight.Learning.Training;

/// <summary>
/// Chooses the best epoch, of classifiers as of denoisers, by the loss on the validation split: it moves where accuracy
/// stands still between two images. The first of equal epochs is the best one.
/// </summary>
/// <param name="patience">Epochs without a better loss before the training stops; 0 never stops it.</param>
internal sealed class EarlyStopping(int patience)
{
    public static BestEpoch Better(BestEpoch? best, int epoch, double validationLoss) =>
        best is null || validationLoss < best.Value ? new BestEpoch(epoch, MetricKeys.ValidationLoss, validationLoss) : best;

    /// <param name="epoch">The last finished epoch.</param>
    public bool IsDue(BestEpoch? best, int epoch) => patience > 0 && best is not null && epoch - best.Epoch >= patience;
}
