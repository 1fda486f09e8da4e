using Clearsight.Api.Tests.Jobs;
using Clearsight.Api.Tests.Problems;

namespace Clearsight.Api.Tests.Security;

public sealed class RateLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_asks_too_often_is_refused_and_told_when_to_come_back()
    {
        await using var host = new TestHost { ["Limits:RequestsPerSecond"] = "1", ["Limits:Burst"] = "3" };

        var answers = new List<HttpResponseMessage>();
        for (var call = 0; call < 20; call++)
        {
            answers.Add(await host.Client.GetAsync("/selection", Token));
        }

        Assert.All(answers.Take(3), answer => Assert.Equal(200, (int)answer.StatusCode));
        var refused = answers.First(answer => (int)answer.StatusCode != 200);
        await refused.ReadProblemAsync(429);
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_client_holds_no_more_streams_open_than_it_may()
    {
        await using var host = new JobsHost(("Limits:Streams", "1"));
        host.Host.Listen();
        var path = new Uri($"/jobs/{await host.CreateAsync()}/events", UriKind.Relative);
        using (var held = await host.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Token))
        {
            using var refused = await host.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Token);

            Assert.Equal(200, (int)held.StatusCode);
            await refused.ReadProblemAsync(429);
            Assert.Equal(200, (int)(await host.Client.GetAsync("/jobs", Token)).StatusCode);
        }
    }

    [Fact]
    public async Task Health_is_never_refused()
    {
        await using var host = new TestHost { ["Limits:RequestsPerSecond"] = "1", ["Limits:Burst"] = "1" };

        for (var call = 0; call < 10; call++)
        {
            Assert.Equal(200, (int)(await host.Client.GetAsync("/health/live", Token)).StatusCode);
        }
    }

    [Fact]
    public async Task A_limit_of_zero_sets_none()
    {
        await using var host = new TestHost { ["Limits:RequestsPerSecond"] = "0", ["Limits:Burst"] = "1" };

        for (var call = 0; call < 10; call++)
        {
            Assert.Equal(200, (int)(await host.Client.GetAsync("/selection", Token)).StatusCode);
        }
    }
}
