using System.Diagnostics.Metrics;

namespace Clearsight.Api.Dashboard.Overview;

/// <param name="PerSecond">Over the last ten seconds.</param>
/// <param name="Median">Over the last minute; null where nothing was asked.</param>
/// <param name="Slowest">99 of 100 took less, over the last minute.</param>
internal sealed record RequestRate(string Name, double PerSecond, TimeSpan? Median, TimeSpan? Slowest);

/// <summary>How often this host was asked what in the last minute, and how long its answers took: read off the instrument that /metrics has, too.</summary>
internal sealed class RequestRates(IMeterFactory meters, TimeProvider time) : IHostedService, IDisposable
{
    private const int Seconds = 60;
    private const int Recent = 10;

    private static readonly (string Name, string[] Routes)[] Groups =
    [
        ("Denoise", ["/denoise", "/denoise/batch"]),
        ("Classify", ["/classify", "/classify/batch"]),
        ("Inference protocol", ["/v2/models/{model}/infer", "/v2/models/{model}/versions/{version}/infer"]),
    ];

    private readonly RateWindow[] _windows = [.. Groups.Select(_ => new RateWindow(Seconds)), new(Seconds)];
    private MeterListener? _listener;

    public IReadOnlyList<RequestRate> Read()
    {
        var now = time.GetTimestamp() / time.TimestampFrequency;
        return [.. _windows.Select((window, place) => window.Read(place < Groups.Length ? Groups[place].Name : "Everything else", now, Recent))];
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                // Of this host only: another one in the same process (tests) has a factory of its own.
                if (instrument is { Name: "http.server.request.duration", Meter.Name: "Microsoft.AspNetCore.Hosting" } && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<double>(Record);
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _listener?.Dispose();

    private void Record(Instrument instrument, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        foreach (var tag in tags)
        {
            if (tag is { Key: "http.route", Value: string route })
            {
                if (!route.StartsWith("/health", StringComparison.Ordinal) && route != "/metrics")
                {
                    _windows[Place(route)].Add(time.GetTimestamp() / time.TimestampFrequency, seconds);
                }

                return;
            }
        }
    }

    private static int Place(string route)
    {
        var place = Array.FindIndex(Groups, group => group.Routes.Contains(route));
        return place < 0 ? Groups.Length : place;
    }
}
