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

    private static async Task<string> AnsweredByAsync(TestHost host)
    {
        using var drawn = Drawing.Ring(28, 28);
        using var answer = await host.PostImageAsync("/classify", Drawing.Encode(drawn, "png"));
        return Assert.Single(answer.Headers.GetValues("X-Model"));
    }
}
