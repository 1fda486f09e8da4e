using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Clearsight.Api.Tests.Endpoints;

/// <summary>The whole report over HTTP, by a host that trains, on the images that the service draws itself.</summary>
public sealed class ReportRunTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_call_trains_compares_and_leaves_the_pages()
    {
        await using var host = new TestHost();
        host.Listen();
        var id = await CreateAsync(host, epochs: 1);

        var events = await ReadToEndAsync(host, id);

        var report = await host.Client.GetFromJsonAsync<JsonElement>($"/jobs/{id}", Token);
        Assert.True(report.GetProperty("status").GetString() == "succeeded", report.GetRawText());
        Assert.Equal(1, report.GetProperty("progress").GetProperty("fraction").GetDouble());
        Assert.Equal(["queued", "running", "succeeded"], events.Where(item => item.EventType == "status").Select(item => JsonDocument.Parse(item.Data).RootElement.GetProperty("status").GetString()));
        foreach (var part in report.GetProperty("parts").EnumerateArray().Select(part => part.GetString()))
        {
            var job = await host.Client.GetFromJsonAsync<JsonElement>($"/jobs/{part}", Token);
            Assert.Equal("succeeded", job.GetProperty("status").GetString());
            Assert.Equal(id, job.GetProperty("parent").GetString());
        }

        var items = (await host.Client.GetFromJsonAsync<JsonElement>($"/jobs/{id}/artifacts", Token)).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["report.html", "report.md"], items.Select(item => item.GetProperty("name").GetString()));
        var html = await PageAsync(host, items[0]);
        var markdown = await PageAsync(host, items[1]);
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.Contains("<h1>Report on glyphs-denoiser:1, fashion-classifier:1, fashion-transfer:1</h1>", html, StringComparison.Ordinal);
        // Three of the denoiser, four of each classifier, and the curves of both over each other.
        Assert.Equal(12, html.Split("<figure>").Length - 1);
        Assert.Contains("| noise density | model | noisy |", markdown, StringComparison.Ordinal);
        // The same figures, in the same words, as the comparison has for anybody who asks for it.
        var comparison = await host.Client.GetStringAsync("/comparisons?models=fashion-classifier:1,fashion-transfer:1&format=markdown", Token);
        Assert.EndsWith(comparison[(comparison.IndexOf('\n', StringComparison.Ordinal) + 1)..], markdown, StringComparison.Ordinal);
        var unknown = await host.Client.GetAsync($"/jobs/{id}/artifacts/report.pdf", Token);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("report.html, report.md", await unknown.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Canceling_it_in_the_middle_stops_the_training_that_runs_and_those_to_come()
    {
        await using var host = new TestHost();
        host.Listen();
        var id = await CreateAsync(host, epochs: 1_000);
        var stream = await host.Client.GetStreamAsync($"/jobs/{id}/events", Token);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(Token))
        {
            if (item.EventType == "progress")
            {
                break;
            }
        }

        (await host.Client.PostAsync($"/jobs/{id}/cancel", null, Token)).EnsureSuccessStatusCode();
        await ReadToEndAsync(host, id);

        var report = await host.Client.GetFromJsonAsync<JsonElement>($"/jobs/{id}", Token);
        Assert.Equal("canceled", report.GetProperty("status").GetString());
        foreach (var part in report.GetProperty("parts").EnumerateArray().Select(part => part.GetString()))
        {
            Assert.Equal("canceled", (await host.Client.GetFromJsonAsync<JsonElement>($"/jobs/{part}", Token)).GetProperty("status").GetString());
        }
    }

    private static async Task<string> CreateAsync(TestHost host, int epochs)
    {
        var answer = await host.Client.PostAsJsonAsync(
            "/jobs",
            new
            {
                recipe = "report",
                dataset = "glyphs",
                hyperparameters = new { epochs, trainLimit = 300, validationCount = 100, batchSize = 50 },
                parts = new
                {
                    denoiser = new { recipe = "mnist-denoiser", modelName = "glyphs-denoiser" },
                    classifier = new { recipe = "fashion-classifier" },
                    transfer = new { recipe = "fashion-transfer" },
                },
            },
            Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    /// <summary>The report's stream of events ends with its final status.</summary>
    private static async Task<List<SseItem<string>>> ReadToEndAsync(TestHost host, string id) =>
        await SseParser.Create(await host.Client.GetStreamAsync($"/jobs/{id}/events", Token)).EnumerateAsync(Token).ToListAsync(Token);

    private static Task<string> PageAsync(TestHost host, JsonElement item) => host.Client.GetStringAsync(item.GetProperty("href").GetString(), Token);
}
