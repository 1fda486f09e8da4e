using Clearsight.Domain;

namespace Clearsight.Api.Plots;

/// <summary>
/// Lets few plots be drawn at a time and few others wait: each takes some milliseconds of a core and some megabytes, and
/// many at once must not take them from the rest of the service. Data sets are loaded for plots in a room of their own, as
/// one that is downloaded first may take minutes, in which all others are drawn.
/// </summary>
internal sealed class PlotGate : IDisposable
{
    public const int Places = 2;
    public const int Waiting = 32;

    private readonly Room _drawing = new("plots are being drawn");
    private readonly Room _loading = new("data sets are being loaded");

    /// <summary>Draws a figure and writes it, off the calling thread. What it is drawn of is there already.</summary>
    /// <exception cref="BusyException">As many wait already as may.</exception>
    public Task<T> DrawAsync<T>(Func<Figure> draw, Func<Figure, T> write, CancellationToken cancellationToken) =>
        _drawing.EnterAsync(() => Task.Run(() => Write(draw, write), cancellationToken), cancellationToken);

    /// <summary>Loads the images that a figure is drawn of.</summary>
    /// <exception cref="BusyException">As many wait already as may.</exception>
    public Task<T> LoadAsync<T>(Func<Task<T>> load, CancellationToken cancellationToken) => _loading.EnterAsync(load, cancellationToken);

    public void Dispose()
    {
        _drawing.Dispose();
        _loading.Dispose();
    }

    private static T Write<T>(Func<Figure> draw, Func<Figure, T> write)
    {
        using var figure = draw();
        return write(figure);
    }

    /// <param name="what">Goes on there, in words for whom there is no room.</param>
    private sealed class Room(string what) : IDisposable
    {
        private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
        private readonly SemaphoreSlim _places = new(Places);
        private int _inside;

        public async Task<T> EnterAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
        {
            try
            {
                if (Interlocked.Increment(ref _inside) > Places + Waiting)
                {
                    throw new BusyException($"{Places} {what} and {Waiting} wait; try again in a moment.", RetryAfter);
                }

                await _places.WaitAsync(cancellationToken);
                try
                {
                    return await work();
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
    }
}
