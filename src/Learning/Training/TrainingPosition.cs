using Clearsight.Domain.Jobs;

namespace Clearsight.Learning.Training;

/// <summary>
/// Where a training stands. Together with weights and optimizer state it is all that the rest of the training depends
/// on: whatever is random is drawn from the seed and the number of the epoch or step, so no generator has a state.
/// </summary>
/// <param name="Epoch">Finished epochs.</param>
/// <param name="Batch">Finished mini-batches of the epoch after these.</param>
/// <param name="Step">Optimizer updates in all.</param>
/// <param name="Sums">Over the mini-batches counted in <paramref name="Batch"/>.</param>
/// <param name="Best">Null before the end of the first epoch.</param>
internal sealed record TrainingPosition(int Epoch, int Batch, long Step, EpochSums Sums, BestEpoch? Best)
{
    public static TrainingPosition Start { get; } = new(0, 0, 0, new EpochSums(0, 0, 0), null);

    public TrainingPosition AfterBatch(int images, double meanLoss, long correct) =>
        this with { Batch = Batch + 1, Step = Step + 1, Sums = Sums.Add(images, meanLoss, correct) };

    public TrainingPosition AfterEpoch(BestEpoch best) =>
        this with { Epoch = Epoch + 1, Batch = 0, Sums = Start.Sums, Best = best };
}

/// <summary>What the means of an epoch under way are made from.</summary>
/// <param name="Loss">Summed over images.</param>
internal sealed record EpochSums(long Images, double Loss, long Correct)
{
    public EpochSums Add(int images, double meanLoss, long correct) => new(Images + images, Loss + (images * meanLoss), Correct + correct);

    public double MeanLoss() => Loss / Images;

    public double Accuracy() => (double)Correct / Images;
}
