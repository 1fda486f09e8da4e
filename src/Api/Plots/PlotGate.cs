using Clearsight.Domain;

namespace Clearsight.Api.Plots;

/// <summary>
/// Lets few plots be drawn at a time and few others wait: each takes some milliseconds of a core and some megabytes, and
/// many at once must not take them from the rest of the service.
/// </summary>
internal sealed class PlotGate : IDisposable
{
    public const int Places = 2;
    public const int Waiting = 32;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _places = new(Places);
    private int _inside;

    /// <summary>Draws a figure and writes it, off the calling thread.</summary>
    /// <exception cref="BusyException">As many wait already as may.</exception>
    public async Task<T> DrawAsync<T>(Func<Task<Figure>> draw, Func<Figure, T> write, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > Places + Waiting)
            {
                throw new BusyException($"{Places} plots are being drawn and {Waiting} wait; try again in a moment.", RetryAfter);
            }

            await _places.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(() => WriteAsync(draw, write), cancellationToken);
            }
            finally
            {
                _places.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    public void Dispose() => _places.Dispose();

    private static async Task<T> WriteAsync<T>(Func<Task<Figure>> draw, Func<Figure, T> write)
    {
        using var figure = await draw();
        return write(figure);
    }
}
