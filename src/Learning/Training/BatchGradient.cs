using Clearsight.Domain.Recipes;
using Clearsight.Learning.Native;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Training;

/// <param name="Loss">The mean over the mini-batch.</param>
/// <param name="Correct">How many of its images were classified rightly; 0 where that means nothing.</param>
internal sealed record BatchFigures(double Loss, long Correct);

/// <summary>
/// The gradient of a mini-batch, summed over its pieces: each lane takes every so-manieth piece and adds in their order,
/// then the lanes are added in theirs. The order is fixed, so that the same number of lanes gives the same bits.
/// </summary>
internal sealed class BatchGradient : IDisposable
{
    private readonly ITrainingTask _task;
    private readonly NetworkWeights _weights;
    private readonly Lanes _lanes;
    private readonly ScalarType _precision;
    private readonly Tensor[] _sums;

    public BatchGradient(ITrainingTask task, NetworkWeights weights, Lanes lanes, Precision precision)
    {
        (_task, _weights, _lanes) = (task, weights, lanes);
        _precision = Processor.ComputeType(precision);
        using var noGradient = no_grad();
        _sums = [.. Enumerable.Range(0, lanes.Count).Select(_ => zeros_like(weights.Flat).DetachFromDisposeScope())];
    }

    /// <summary>Of all parameters, in the order of <see cref="NetworkWeights.Flat"/>, as of the last mini-batch.</summary>
    public Tensor Sum => _sums[0];

    /// <param name="images">Indices into the train part.</param>
    /// <param name="step">The number of the update (from 0).</param>
    public BatchFigures Compute(ArraySegment<int> images, long step)
    {
        var pieces = Piece.Cut(images, step, _lanes.Count);
        var figures = new BatchFigures[pieces.Count];
        _lanes.Run(lane =>
        {
            using var scope = NewDisposeScope();
            _sums[lane].zero_();
            for (var piece = lane; piece < pieces.Count; piece += _lanes.Count)
            {
                var (part, share) = (pieces[piece], (double)pieces[piece].Count / images.Count);
                figures[piece] = _lanes.Compute("training", part.Count, () => Add(part, share, _sums[lane]));
            }
        });
        using var scope = NewDisposeScope();
        foreach (var sum in _sums[1..])
        {
            Sum.Accumulate(sum);
        }

        return new BatchFigures(figures.Sum(piece => piece.Loss), figures.Sum(piece => piece.Correct));
    }

    public void Dispose()
    {
        foreach (var sum in _sums)
        {
            sum.Dispose();
        }
    }

    /// <param name="share">Of the mini-batch's images that are in the piece.</param>
    private BatchFigures Add(Piece piece, double share, Tensor sum)
    {
        using var scope = NewDisposeScope();
        var loss = _task.Loss(_weights.Bind(_precision), piece);
        sum.Accumulate(autograd.grad([loss.Loss], [_weights.Flat])[0], share);
        return new BatchFigures(loss.Loss.item<float>() * share, loss.Correct?.item<long>() ?? 0);
    }
}
