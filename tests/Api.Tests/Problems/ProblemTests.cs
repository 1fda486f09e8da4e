using System.Net.Http.Json;
using System.Text.Json;

namespace Clearsight.Api.Tests.Problems;

public sealed class ProblemTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unknown_address_is_a_problem()
    {
        await using var host = new TestHost();

        var answer = await host.Client.GetAsync("/no/such/thing", Token);

        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal("urn:clearsight:problem:not-found", problem.GetProperty("type").GetString());
        Assert.Equal("/no/such/thing", problem.GetProperty("instance").GetString());
        Assert.Equal(404, problem.GetProperty("status").GetInt32());
        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("traceId").GetString());
    }
}
