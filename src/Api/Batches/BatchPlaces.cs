using Clearsight.Domain;
using Clearsight.Serving.Inference;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Batches;

/// <summary>
/// Lets in few batches, and of all of them together no more images to the inference gate than that has places. So a single
/// call waits for one image of theirs at most, and the gate's queue is left to single calls.
/// </summary>
internal sealed class BatchPlaces(IOptions<BatchOptions> options, InferenceGate gate) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _batches = new(options.Value.AtOnce);
    private readonly SemaphoreSlim _images = new(gate.Places);

    /// <summary>Batches that could begin now.</summary>
    public int Free => _batches.CurrentCount;

    /// <summary>
    /// Images of a batch that are between being read and being answered. More than there are places: while one takes long,
    /// the others must not wait for its turn in the answer.
    /// </summary>
    public int InFlight { get; } = 2 * gate.Places;

    /// <returns>The place, to be disposed when the batch is answered.</returns>
    /// <exception cref="BusyException">There are as many batches as may be.</exception>
    public IDisposable Enter() => _batches.Wait(0)
        ? new Place(_batches)
        : throw new BusyException($"{options.Value.AtOnce} batches are being worked on; try again in a moment.", RetryAfter);

    /// <returns>The place, to be disposed when the image has left the gate.</returns>
    public async Task<IDisposable> EnterImageAsync(CancellationToken cancellationToken)
    {
        await _images.WaitAsync(cancellationToken);
        return new Place(_images);
    }

    public void Dispose()
    {
        _batches.Dispose();
        _images.Dispose();
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                places.Release();
            }
        }
    }
}
