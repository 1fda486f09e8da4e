using Clearsight.Domain.Metrics;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Checkpoints;

/// <summary>Saved state that a training can go on from, to the bit.</summary>
/// <param name="Metrics">Of the epoch that ended with it; empty in the middle of an epoch.</param>
internal sealed record Checkpoint(
    CheckpointOrigin Origin,
    TrainingPosition Position,
    IReadOnlyList<Metric> Metrics,
    IReadOnlyList<NamedTensor> Weights,
    IReadOnlyList<NamedTensor> Optimizer)
{
    /// <summary>The name of its folder; names sort as the checkpoints follow each other.</summary>
    public string Name => NameOf(Position.Epoch, Position.Batch);

    /// <summary><c>epoch-0003</c>, or <c>epoch-0003-batch-0000120</c> for 120 mini-batches after it.</summary>
    public static string NameOf(int epoch, int batch) => batch == 0 ? $"epoch-{epoch:0000}" : $"epoch-{epoch:0000}-batch-{batch:0000000}";
}
