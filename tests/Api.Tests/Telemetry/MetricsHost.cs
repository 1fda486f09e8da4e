using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;

namespace Clearsight.Api.Tests.Telemetry;

/// <summary>Reads what a host has measured.</summary>
internal static class MetricsHost
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every answer is counted anew; as shipped, one is good for 300 ms.</summary>
    public static TestHost Create() => new()
    {
        Services = services => services.Configure<PrometheusAspNetCoreOptions>(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0),
    };

    public static async Task<Exposition> ScrapeAsync(this TestHost host) => Exposition.Parse(await host.Client.GetStringAsync("/metrics", Token));

    /// <summary>A request is counted after its answer has gone out, so the last of them may take a moment.</summary>
    public static async Task<Exposition> ScrapeAsync(this TestHost host, Func<Exposition, bool> isComplete)
    {
        var scraped = await host.ScrapeAsync();
        for (var tries = 0; tries < 500 && !isComplete(scraped); tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Token);
            scraped = await host.ScrapeAsync();
        }

        return scraped;
    }

    /// <summary>Sends a small training, by default on the images that the service draws itself.</summary>
    public static async Task<string> TrainAsync(this TestHost host, int epochs, string dataset = "glyphs")
    {
        using var answer = await host.Client.PostAsJsonAsync(
            "/jobs",
            new
            {
                recipe = "mnist-denoiser",
                dataset,
                modelName = "glyphs-denoiser",
                hyperparameters = new { epochs, trainLimit = 300, validationCount = 100, batchSize = 50 },
                select = "always",
            },
            Token);
        var body = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>The events of a job up to the first one of this type, or to the end of the job.</summary>
    public static async Task<List<SseItem<string>>> EventsAsync(this TestHost host, string jobId, string? upTo = null)
    {
        var events = new List<SseItem<string>>();
        await using var stream = await host.Client.GetStreamAsync($"/jobs/{jobId}/events", Token);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(Token))
        {
            events.Add(item);
            if (item.EventType == upTo)
            {
                break;
            }
        }

        return events;
    }
}
