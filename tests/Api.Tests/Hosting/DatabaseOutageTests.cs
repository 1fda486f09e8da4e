using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clearsight.Api.Health;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Postgres;
using Clearsight.Serving.Tests.Drawn;

namespace Clearsight.Api.Tests.Hosting;

public sealed class DatabaseOutageTests
{
    private const int Epochs = 12;
    private const string Job = """
        {
          "recipe": "fashion-classifier", "dataset": "glyphs", "modelName": "outage", "select": "never",
          "hyperparameters": { "epochs": 12, "trainLimit": 600, "validationCount": 100, "batchSize": 32 }
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_database_is_away_inference_goes_on_and_readiness_says_so_and_then_the_job_goes_on_by_itself()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        await using var server = await PostgresServer.StartAsync();
        await using var host = new TestHost
        {
            ["ConnectionStrings:Clearsight"] = await server.NewDatabaseAsync(),
            ["Workers:Threads"] = "1",
            ["Workers:LeaseSeconds"] = "5",
            ["Workers:RetrySeconds"] = "1",
        };
        await host.WithModelsAsync();
        var id = (await (await host.Client.PostJobAsync(Job)).JsonAsync()).GetProperty("id").GetString();
        await host.Client.UntilAsync($"/jobs/{id}", job => job.GetProperty("progress").GetProperty("epoch").GetInt32() > 1);

        await server.StopAsync();
        await AwayAsync(host);
        await server.ResumeAsync();

        await host.Client.UntilAsync("/health/ready", ready => ready.GetProperty("status").GetString() == "ready");
        var ended = await host.Client.UntilAsync($"/jobs/{id}", job => job.IsFinished());
        Assert.Equal("succeeded", ended.GetProperty("status").GetString());
        var losses = await host.Client.GetFromJsonAsync<JsonElement>(new Uri($"/jobs/{id}/metrics?key=train/loss", UriKind.Relative), Token);
        Assert.Equal(Enumerable.Range(1, Epochs), losses.GetProperty("items").EnumerateArray().Select(point => point.GetProperty("epoch").GetInt32()));
    }

    private static async Task AwayAsync(TestHost host)
    {
        using var drawn = Drawing.Ring(28, 28);
        Assert.Equal(HttpStatusCode.OK, (await host.PostImageAsync("/classify", Drawing.Encode(drawn, "png"))).StatusCode);

        var answer = await host.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), Token);
        var ready = (await answer.Content.ReadFromJsonAsync<Readiness>(Token))!;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(new Check(Healthy: false, "It does not answer; the log has the details."), ready.Checks["database"]);
        Assert.True(ready.Checks["storage"].Healthy && ready.Checks["models"].Healthy);

        var refused = await host.Client.PostJobAsync(Job);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("The database does not answer", await refused.ProblemAsync(503), StringComparison.Ordinal);
    }
}
