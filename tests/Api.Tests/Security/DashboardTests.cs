using System.Net.Http.Headers;
using System.Text;
using Clearsight.Api.Tests.Problems;

namespace Clearsight.Api.Tests.Security;

public sealed class DashboardTests
{
    private const string Key = "correct-horse-battery";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_key_the_dashboard_opens_on_this_machine()
    {
        await using var host = new TestHost();
        host.Listen();

        var answer = await host.Client.GetAsync("/hangfire", Token);

        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    public async Task Without_a_key_the_dashboard_stays_shut_behind_a_proxy(string header, string value)
    {
        await using var host = new TestHost();
        host.Listen();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/hangfire");
        request.Headers.Add(header, value);

        await (await host.Client.SendAsync(request, Token)).ReadProblemAsync(403);
    }

    [Fact]
    public async Task A_connection_without_an_address_of_this_machine_does_not_open_the_dashboard()
    {
        // The in-memory server has no remote address.
        await using var host = new TestHost();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/hangfire");
        request.Headers.Add("X-Forwarded-For", "127.0.0.1");

        await (await host.Client.SendAsync(request, Token)).ReadProblemAsync(403);
    }

    [Fact]
    public async Task With_a_key_a_browser_is_asked_for_it_and_gets_in_with_it()
    {
        await using var host = new TestHost { ["Security:ApiKeys:0"] = Key };
        host.Listen();

        var refused = await host.Client.GetAsync("/hangfire", Token);
        await refused.ReadProblemAsync(401);
        Assert.Equal("Basic", Assert.Single(refused.Headers.WwwAuthenticate).Scheme);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/hangfire");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"anyone:{Key}")));
        Assert.Equal(200, (int)(await host.Client.SendAsync(request, Token)).StatusCode);
    }
}
