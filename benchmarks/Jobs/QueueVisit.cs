using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;

namespace Clearsight.Benchmarks.Jobs;

/// <summary>Sends jobs to a host that answers only, so that all of them wait; asks for them; starts a host with all roles on them.</summary>
internal sealed class QueueVisit(Place place, JobsOptions options, TimeProvider time, Action<FormattableString> tell)
{
    private const int Questions = 1_000;

    /// <summary>So many come before the clock starts: the first ones compile what they run through.</summary>
    private const int WarmUp = 200;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (host, empty) = await place.StartAsync("Api", cancellationToken);
        using (host)
        {
            tell($"start, role Api, no jobs: {empty.TotalSeconds:0.00} s");
            using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = options.Connections }) { BaseAddress = host.Address };
            await SendAsync(http, WarmUp, keyed: false, cancellationToken);
            var before = Place.Megabytes(host);
            var keyed = options.Jobs / 10;
            var ids = await TimedAsync(http, options.Jobs - keyed - WarmUp, keyed: false, cancellationToken);
            await TimedAsync(http, keyed, keyed: true, cancellationToken);
            tell($"memory of the host: {before:0} MB before, {Place.Megabytes(host):0} MB after");
            await AskAsync(http, ids, cancellationToken);
            tell($"memory of the host after {3 * Questions} questions: {Place.Megabytes(host):0} MB");
        }

        var (all, took) = await place.StartAsync("All", cancellationToken);
        using (all)
        {
            tell($"start, all roles, {options.Jobs} jobs wait: {took.TotalSeconds:0.00} s, {Place.Megabytes(all):0} MB");
        }
    }

    private async Task<IReadOnlyList<string>> TimedAsync(HttpClient http, int count, bool keyed, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var (ids, latencies) = await SendAsync(http, count, keyed, cancellationToken);
        tell($"{count} submissions {(keyed ? "with" : "without")} an Idempotency-Key: {count / time.GetElapsedTime(start).TotalSeconds:0} a second; {latencies}");
        return ids;
    }

    private async Task<(IReadOnlyList<string> Ids, Latencies Latencies)> SendAsync(HttpClient http, int count, bool keyed, CancellationToken cancellationToken)
    {
        var (ids, latencies, left) = (new ConcurrentBag<string>(), new Latencies(), count);
        await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/jobs")
                {
                    Content = JsonContent.Create(new { recipe = "fashion-classifier", dataset = "glyphs", tags = new { why = "benchmark" } }),
                };
                if (keyed)
                {
                    request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
                }

                using var answer = await latencies.MeasureAsync(() => http.SendAsync(request, cancellationToken));
                var job = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                ids.Add(job.GetProperty("id").GetString()!);
            }
        }));
        return ([.. ids], latencies);
    }

    private async Task AskAsync(HttpClient http, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        foreach (var (what, address) in new (string, Func<int, string>)[]
        {
            ("GET /jobs (50 of them)", _ => "/jobs"),
            ("GET /jobs?status=queued&cursor=…", _ => "/jobs?status=queued" + (Cursor.Length > 0 ? $"&cursor={Cursor}" : "")),
            ("GET /jobs/{id}", question => $"/jobs/{ids[question * 7919 % ids.Count]}"),
        })
        {
            var latencies = new Latencies();
            for (var question = 0; question < Questions; question++)
            {
                var answer = await latencies.MeasureAsync(() => http.GetFromJsonAsync<JsonElement>(new Uri(address(question), UriKind.Relative), cancellationToken));
                Cursor = answer.TryGetProperty("nextCursor", out var next) ? next.GetString() ?? "" : Cursor;
            }

            tell($"{what}: {latencies}");
        }
    }

    /// <summary>Of the page that comes next.</summary>
    private string Cursor { get; set; } = "";
}
