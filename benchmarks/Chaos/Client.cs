using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Clearsight.Chaos;

/// <summary>A client that does not give up: what one host does not answer it asks the next, under the same idempotency key.</summary>
internal sealed class Client(Cluster cluster, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private int _next;

    /// <summary>A training of a few hundred drawn images, of the second or third sort by its seed.</summary>
    /// <returns>The job's id.</returns>
    public async Task<string> SendAsync(int number, int seed, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, "/jobs")
                {
                    Content = JsonContent.Create(new
                    {
                        recipe = "fashion-classifier",
                        dataset = "glyphs",
                        modelName = "chaos",
                        select = "always",
                        hyperparameters = new { epochs = 4, trainLimit = 600, validationCount = 100, batchSize = 32, seed },
                    }),
                };
                request.Headers.Add("Idempotency-Key", $"job {number}");
                return request;
            },
            cancellationToken);
        return answer.RootElement.GetProperty("id").GetString()!;
    }

    public Task<JsonDocument> GetAsync(string path, CancellationToken cancellationToken) =>
        AskAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <summary>All versions that the jobs left.</summary>
    public async Task<IReadOnlyList<JsonElement>> VersionsAsync(CancellationToken cancellationToken)
    {
        using var model = await GetAsync("/models/chaos", cancellationToken);
        return [.. model.RootElement.GetProperty("versions").EnumerateArray().Select(version => version.Clone())];
    }

    /// <summary>All items of a list, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        var cursor = "";
        do
        {
            using var page = await GetAsync($"{path}?limit=100{cursor}", cancellationToken);
            items.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(item => item.Clone()));
            cursor = page.RootElement.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);
        return items;
    }

    /// <summary>The whole stream of a job that is finished.</summary>
    public async Task<string> EventsAsync(string jobId, CancellationToken cancellationToken) =>
        await _http.GetStringAsync(new Uri(Api().Address, $"/jobs/{jobId}/events"), cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument> AskAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        string last;
        do
        {
            try
            {
                using var message = request();
                message.RequestUri = new Uri(Api().Address, message.RequestUri!);
                using var answer = await _http.SendAsync(message, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
                }

                last = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}";
                if (answer.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
                {
                    break;
                }
            }
            catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException or IOException && !cancellationToken.IsCancellationRequested)
            {
                last = problem.Message;
            }

            cluster.Supervise();
            await Task.Delay(BeforeNextTry, time, cancellationToken);
        }
        while (time.GetElapsedTime(start) < Patience);
        throw new InvalidOperationException($"No host answers: {last}");
    }

    private HostProcess Api()
    {
        var apis = cluster.Hosts.Where(host => host.Role != "Worker" && !host.IsFrozen).ToList();
        // The only one may just be on its way from the one that was killed to the one in its place.
        return apis.Count > 0 ? apis[_next++ % apis.Count] : throw new HttpRequestException("There is no host at the moment.");
    }
}
