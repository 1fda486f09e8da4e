using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Clearsight.Api.Tests.Hosting;

/// <summary>A little of what <c>benchmarks/Chaos</c> does at length, on the one host of SQLite.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 3;
    private const int Epochs = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("clearsight-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_accepted_ends_once_and_whole_though_the_process_is_killed_again_and_again()
    {
        var jobs = new List<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var service = Start();
            using var client = await ClientAsync(service);
            // In the middle of a training, and the moment that another job is accepted; then the process is killed.
            jobs.Add(await SendAsync(client, kill));
            await WaitAsync(client, jobs[0], job => Epoch(job) > kill || IsFinished(job));
            jobs.Add(await SendAsync(client, kill));
        }

        await using var last = Start();
        using var asking = await ClientAsync(last);
        foreach (var id in jobs)
        {
            // The stream ends with the job.
            await asking.GetStringAsync(new Uri($"/jobs/{id}/events", UriKind.Relative), Token);
            var job = await WaitAsync(asking, id, IsFinished);
            Assert.Equal("succeeded", job.GetProperty("status").GetString());
            var losses = await asking.GetFromJsonAsync<JsonElement>(new Uri($"/jobs/{id}/metrics?key=train/loss", UriKind.Relative), Token);
            Assert.Equal(Enumerable.Range(1, Epochs), losses.GetProperty("items").EnumerateArray().Select(point => point.GetProperty("epoch").GetInt32()));
        }

        var model = await asking.GetFromJsonAsync<JsonElement>(new Uri("/models/killed", UriKind.Relative), Token);
        Assert.Equal(jobs.Order(), model.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("job").GetString()).Order());
    }

    private ServiceProcess Start() => ServiceProcess.Start(
        _folder, ("URLS", "http://127.0.0.1:0"), ("Workers__Threads", "1"), ("Models__Directory", Path.Combine(_folder, "none")), ("Host__Dashboard", "false"));

    private static async Task<HttpClient> ClientAsync(ServiceProcess service)
    {
        var line = await service.LineWithAsync("Ready at ", Token);
        var address = line[line.IndexOf("http://", StringComparison.Ordinal)..].Split(' ')[0];
        return new HttpClient { BaseAddress = new Uri(address) };
    }

    private static async Task<string> SendAsync(HttpClient client, int seed)
    {
        var json = string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "recipe": "fashion-classifier", "dataset": "glyphs", "modelName": "killed", "select": "never",
              "hyperparameters": { "epochs": {{Epochs}}, "trainLimit": 400, "validationCount": 100, "batchSize": 32, "seed": {{seed}} }
            }
            """);
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        var answer = await client.PostAsync(new Uri("/jobs", UriKind.Relative), body, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> WaitAsync(HttpClient client, string id, Func<JsonElement, bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var job = await client.GetFromJsonAsync<JsonElement>(new Uri($"/jobs/{id}", UriKind.Relative), Token);
            if (condition(job))
            {
                return job;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"The job is still {job}");
            await Task.Delay(Glance, Token);
        }
    }

    private static int Epoch(JsonElement job) => job.GetProperty("progress").GetProperty("epoch").GetInt32();

    private static bool IsFinished(JsonElement job) => job.GetProperty("finishedAt").ValueKind != JsonValueKind.Null;
}
