using Clearsight.Domain.Jobs;

namespace Clearsight.Learning.Training;

/// <summary>Speed and time to the end, from the last few seconds; says when it is time to report again.</summary>
internal sealed class ProgressMeter(TimeProvider time, int epochs, int batchesPerEpoch)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Queue<(long At, long Step, long Images)> _window = new();
    private long _images;
    private long? _reported;
    private TimeSpan _evaluation;

    /// <summary>Counts a step; call <see cref="Restart"/> before the first one and after every pause in the steps.</summary>
    /// <returns>Whether a report is due.</returns>
    public bool Count(long step, int images)
    {
        _images += images;
        var now = time.GetTimestamp();
        _window.Enqueue((now, step, _images));
        // At least two points: a single mini-batch may take longer than the window.
        while (_window.Count > 2 && time.GetElapsedTime(_window.Peek().At, now) > Window)
        {
            _window.Dequeue();
        }

        if (_reported is { } last && time.GetElapsedTime(last, now) < ReportEvery)
        {
            return false;
        }

        _reported = now;
        return true;
    }

    public void Restart(long step)
    {
        _window.Clear();
        _window.Enqueue((time.GetTimestamp(), step, _images));
    }

    /// <summary>Remembers how long the evaluation at the end of an epoch takes, as part of the time to come.</summary>
    public void EvaluationTook(TimeSpan duration) => _evaluation = duration;

    /// <param name="epoch">The epoch under way, from 1.</param>
    public JobProgress Progress(int epoch, long step)
    {
        var steps = (long)epochs * batchesPerEpoch;
        var (firstAt, firstStep, firstImages) = _window.Peek();
        var seconds = time.GetElapsedTime(firstAt, time.GetTimestamp()).TotalSeconds;
        if (step <= firstStep || seconds <= 0)
        {
            return new JobProgress(epoch, epochs, step, steps, EtaSeconds: null, ImagesPerSecond: null);
        }

        var eta = ((steps - step) * seconds / (step - firstStep)) + ((epochs - epoch + 1) * _evaluation.TotalSeconds);
        return new JobProgress(epoch, epochs, step, steps, eta, (_images - firstImages) / seconds);
    }
}
