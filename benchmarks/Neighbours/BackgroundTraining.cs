using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Clearsight.Benchmarks.Neighbours;

/// <summary>A training job of the service, paused and resumed over its API as a user would.</summary>
internal sealed class BackgroundTraining
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    // Until libtorch has all its memory and the code is compiled in full.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly string _path;
    private readonly int _batchSize;

    private BackgroundTraining(HttpClient client, TimeProvider time, JsonNode job)
    {
        (_client, _time) = (client, time);
        _path = $"/jobs/{job["id"]!.GetValue<string>()}";
        _batchSize = job["hyperparameters"]!["batchSize"]!.GetValue<int>();
    }

    /// <summary>The classifier's default recipe on images that the service draws itself, for longer than anyone waits; paused at first.</summary>
    public static async Task<BackgroundTraining> StartPausedAsync(HttpClient client, TimeProvider time)
    {
        using var response = await client.PostAsJsonAsync(new Uri("/jobs", UriKind.Relative), new
        {
            recipe = "fashion-classifier",
            dataset = "glyphs",
            select = "never",
            hyperparameters = new { epochs = 1_000, validationCount = 1_000 },
        });
        response.EnsureSuccessStatusCode();
        var training = new BackgroundTraining(client, time, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
        await training.NextStepAsync();
        await training.PauseAsync();
        return training;
    }

    public async Task PauseAsync()
    {
        await PostAsync("pause");
        await UntilAsync(job => job["status"]!.GetValue<string>() == "paused");
    }

    /// <summary>Returns when it trains again and is warm.</summary>
    public async Task ResumeAsync()
    {
        await PostAsync("resume");
        await NextStepAsync();
        await Task.Delay(WarmUp, _time);
    }

    /// <summary>Its speed while something else goes on, between two steps that it reports.</summary>
    public async Task<double> ImagesPerSecondAsync(Func<Task> meanwhile)
    {
        var (firstStep, firstAt) = await NextStepAsync();
        await meanwhile();
        var (lastStep, lastAt) = await NextStepAsync();
        return (lastStep - firstStep) * _batchSize / _time.GetElapsedTime(firstAt, lastAt).TotalSeconds;
    }

    /// <summary>Waits for the next report of a step.</summary>
    private async Task<(long Step, long At)> NextStepAsync()
    {
        var before = Step(await JobAsync());
        var after = await UntilAsync(job => job["status"]!.GetValue<string>() == "running" && Step(job) != before);
        return (Step(after), _time.GetTimestamp());
    }

    private static long Step(JsonNode job) => job["progress"]?["step"]?.GetValue<long>() ?? 0;

    private async Task<JsonNode> UntilAsync(Func<JsonNode, bool> condition)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            var job = await JobAsync();
            if (condition(job))
            {
                return job;
            }

            if (job["status"]!.GetValue<string>() == "failed" || _time.GetElapsedTime(started) > Deadline)
            {
                throw new InvalidOperationException($"The training does not go on as it should: {job}");
            }

            await Task.Delay(Poll, _time);
        }
    }

    private async Task<JsonNode> JobAsync() => (await _client.GetFromJsonAsync<JsonNode>(new Uri(_path, UriKind.Relative)))!;

    private async Task PostAsync(string action)
    {
        using var response = await _client.PostAsync(new Uri($"{_path}/{action}", UriKind.Relative), content: null);
        response.EnsureSuccessStatusCode();
    }
}
