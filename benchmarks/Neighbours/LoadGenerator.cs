using System.Net.Http.Headers;

namespace Clearsight.Benchmarks.Neighbours;

/// <summary>
/// Sends pictures to <c>/classify</c> at a fixed rate over connections that are kept. An open loop: it does not wait for
/// an answer before it sends the next request, so a slow answer cannot hide those that would have queued behind it.
/// </summary>
/// <param name="picture">A PNG file.</param>
internal sealed class LoadGenerator(HttpClient client, byte[] picture, TimeProvider time)
{
    public const int RequestsPerSecond = 100;

    /// <exception cref="HttpRequestException">A request was not answered by 200.</exception>
    public async Task<Latencies> RunAsync(double seconds)
    {
        var requests = new Task<double>[(int)Math.Ceiling(seconds * RequestsPerSecond)];
        var late = new double[requests.Length];
        var started = time.GetTimestamp();
        for (var index = 0; index < requests.Length; index++)
        {
            var due = TimeSpan.FromSeconds((double)index / RequestsPerSecond);
            var wait = due - time.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time);
            }

            late[index] = (time.GetElapsedTime(started) - due).TotalMilliseconds;
            requests[index] = ClassifyAsync();
        }

        return new Latencies(await Task.WhenAll(requests), late);
    }

    /// <returns>Milliseconds from before the request to after the last byte of the answer.</returns>
    private async Task<double> ClassifyAsync()
    {
        var sent = time.GetTimestamp();
        using var content = new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        using var response = await client.PostAsync(new Uri("/classify", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
        return time.GetElapsedTime(sent).TotalMilliseconds;
    }
}

/// <param name="milliseconds">Of each request.</param>
/// <param name="late">Milliseconds that each was sent after it was due: how well the generator itself kept up.</param>
internal sealed class Latencies(double[] milliseconds, double[] late)
{
    public double P50 { get; } = Quantile(milliseconds, 0.50);
    public double P99 { get; } = Quantile(milliseconds, 0.99);
    public double LateP99 { get; } = Quantile(late, 0.99);

    /// <summary>The smallest value that this share of all is not above.</summary>
    private static double Quantile(double[] values, double share) => values.Order().ElementAt((int)Math.Ceiling(share * values.Length) - 1);
}
