using System.Net;
using System.Net.Http.Json;
using Clearsight.Domain.Models;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Models;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class SelectionSwitchTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_request_after_a_switch_or_a_rollback_is_answered_by_the_model_it_named()
    {
        await using var host = await new TestHost().WithModelsAsync();
        await UntrainedModel.RegisterClassifierAsync(host.Get<IModelRegistry>(), seed: 3);
        for (var change = 0; change < 5; change++)
        {
            using var put = await host.Client.PutAsJsonAsync("/selection/classify", new { model = "some-classifier:2" }, Cancellation);
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);
            Assert.Equal("some-classifier:2", await AnsweredByAsync(host));
            using var back = await host.Client.PostAsync("/selection/classify/rollback", content: null, Cancellation);
            Assert.Equal(HttpStatusCode.OK, back.StatusCode);
            Assert.Equal("some-classifier:1", await AnsweredByAsync(host));
        }
    }

    /// <summary>The limit is there for a hang: the switches take a few seconds.</summary>
    [Fact(Timeout = 240_000)]
    public async Task A_thousand_switches_under_load_fail_no_request()
    {
        await using var host = await new TestHost { ["Limits:RequestsPerSecond"] = "1000000", ["Limits:Burst"] = "1000000" }.WithModelsAsync();
        await UntrainedModel.RegisterClassifierAsync(host.Get<IModelRegistry>(), seed: 3);
        using var drawn = Drawing.Ring(28, 28);
        var image = Drawing.Encode(drawn, "png");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var answers = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        var clients = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                using var answer = await host.PostImageAsync("/classify", image);
                var by = answer.IsSuccessStatusCode ? Assert.Single(answer.Headers.GetValues("X-Model")) : answer.StatusCode.ToString();
                answers.AddOrUpdate(by, 1, (_, count) => count + 1);
            }
        }, Cancellation)).ToArray();

        for (var change = 1; change <= 1_000; change++)
        {
            using var put = await host.Client.PutAsJsonAsync("/selection/classify", new { model = $"some-classifier:{1 + change % 2}" }, Cancellation);
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        }

        await enough.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Equal(["some-classifier:1", "some-classifier:2"], answers.Keys.Order(StringComparer.Ordinal));
    }

    private static async Task<string> AnsweredByAsync(TestHost host)
    {
        using var drawn = Drawing.Ring(28, 28);
        using var answer = await host.PostImageAsync("/classify", Drawing.Encode(drawn, "png"));
        return Assert.Single(answer.Headers.GetValues("X-Model"));
    }
}
