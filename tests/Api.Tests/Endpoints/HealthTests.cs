using System.Net;
using System.Net.Http.Json;
using Clearsight.Api.Health;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class HealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_host_is_live()
    {
        await using var host = new TestHost();

        var answer = await host.Client.GetAsync("/health/live", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_host_whose_parts_are_well_is_ready()
    {
        await using var host = new TestHost();

        var answer = await host.Client.GetFromJsonAsync<Readiness>("/health/ready", Token);

        Assert.Equal("ready", answer!.Status);
    }

    [Fact]
    public async Task It_answers_on_a_real_port_too()
    {
        await using var host = new TestHost();
        var address = host.Listen();

        var answer = await host.Client.GetAsync(new Uri(address, "/health/live"), Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(answer.Headers.Server);
    }
}
