using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Clearsight.Api.Tests.Hosting;

/// <summary>A little of what <c>benchmarks/Chaos</c> does at length, on the one host of SQLite.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 3;
    private const int Epochs = 4;

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
            await client.UntilAsync($"/jobs/{jobs[0]}", job => Epoch(job) > kill || job.IsFinished());
            jobs.Add(await SendAsync(client, kill));
        }

        await using var last = Start();
        using var asking = await ClientAsync(last);
        foreach (var id in jobs)
        {
            // The stream ends with the job.
            await asking.GetStringAsync(new Uri($"/jobs/{id}/events", UriKind.Relative), Token);
            var job = await asking.UntilAsync($"/jobs/{id}", job => job.IsFinished());
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
        var answer = await client.PostJobAsync(json);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    private static int Epoch(JsonElement job) => job.GetProperty("progress").GetProperty("epoch").GetInt32();

}
