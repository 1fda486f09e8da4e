using Clearsight.Api.Security;
using Clearsight.Api.Tests.Problems;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Clearsight.Api.Tests.Security;

public sealed class AccessTests
{
    private const string Key = "correct-horse-battery";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Every_endpoint_asks_for_the_key_as_its_class_demands(bool reads, bool inference)
    {
        await using var host = new TestHost
        {
            ["Host:Dashboard"] = "true",
            ["Security:ApiKeys:0"] = Key,
            ["Security:RequireKeyForReads"] = reads.ToString(),
            ["Security:RequireKeyForInference"] = inference.ToString(),
        };

        foreach (var (method, path, access) in Endpoints(host))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var answer = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);

            var needed = access switch
            {
                Access.Open or Access.SignIn => false,
                Access.Read => reads,
                Access.Infer => inference,
                _ => true,
            };
            Assert.True(needed == ((int)answer.StatusCode == 401), $"{method} {path} ({access}): {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Every_class_of_endpoint_exists_so_that_the_test_above_tries_each()
    {
        await using var host = new TestHost { ["Host:Dashboard"] = "true" };

        Assert.Equal(
            [Access.Open, Access.Read, Access.Infer, Access.Change, Access.Administer, Access.Browse, Access.SignIn],
            Endpoints(host).Select(endpoint => endpoint.Access).Distinct().Order());
    }

    [Theory]
    [InlineData("X-Api-Key", Key, false)]
    [InlineData("Authorization", "Bearer " + Key, false)]
    [InlineData("Authorization", "bearer " + Key, false)]
    [InlineData("X-Api-Key", "wrong-horse-battery", true)]
    [InlineData("X-Api-Key", Key + "x", true)]
    [InlineData("Authorization", Key, true)]
    [InlineData("Authorization", "Bearer", true)]
    [InlineData("Authorization", "Basic !!!", true)]
    public async Task The_key_comes_in_one_of_two_headers(string header, string value, bool refused)
    {
        await using var host = new TestHost { ["Host:Dashboard"] = "true", ["Security:ApiKeys:0"] = Key };
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/models/none/versions/1");
        request.Headers.TryAddWithoutValidation(header, value);

        var answer = await host.Client.SendAsync(request, Token);

        await answer.ReadProblemAsync(refused ? 401 : 404);
        Assert.Equal(refused ? ["Bearer"] : [], answer.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }

    [Fact]
    public async Task The_page_of_another_site_changes_nothing()
    {
        await using var host = new TestHost { ["Host:Dashboard"] = "true" };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/selection/denoise/rollback");
        request.Headers.Add("Origin", "https://evil.example");

        await (await host.Client.SendAsync(request, Token)).ReadProblemAsync(403);
    }

    [Fact]
    public async Task The_services_own_page_may_change()
    {
        await using var host = new TestHost { ["Host:Dashboard"] = "true" };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/selection/nothing/rollback");
        request.Headers.Add("Origin", "http://localhost");

        await (await host.Client.SendAsync(request, Token)).ReadProblemAsync(404);
    }

    [Fact]
    public async Task Without_a_key_a_foreign_host_name_gets_nothing()
    {
        await using var host = new TestHost { ["Host:Dashboard"] = "true" };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/models");
        request.Headers.Host = "evil.example";

        await (await host.Client.SendAsync(request, Token)).ReadProblemAsync(403);
    }

    [Theory]
    [InlineData("/jobs?recipe=%00")]
    [InlineData("/jobs?tag=a:b%00c")]
    [InlineData("/jobs/0198f3a1c2d47e5f8a9b0c1d2e3f4a5b/metrics?key=%00")]
    public async Task A_null_byte_in_a_query_never_reaches_the_database(string path)
    {
        await using var host = new TestHost();

        var problem = await (await host.Client.GetAsync(path, Token)).ReadProblemAsync(400);

        Assert.Equal("The query has a NUL character (%00), which no text here can have.", problem.Detail);
    }

    [Theory]
    [InlineData("/models/..%2f..%2fetc/versions/1")]
    [InlineData("/models/%2e%2e/versions/1/files/model.onnx")]
    [InlineData("/models/mnist-denoiser/versions/..%2f1")]
    [InlineData("/models/mnist-denoiser/versions/1/files/..%2f..%2fclearsight.db")]
    [InlineData("/models/mnist-denoiser/versions/1/files/%2fetc%2fpasswd")]
    [InlineData("/models/mnist-denoiser/versions/1/files/model.onnx%00")]
    [InlineData("/datasets/..%2f..%2fetc")]
    public async Task A_name_never_becomes_a_path(string path)
    {
        await using var host = new TestHost { ["Host:Dashboard"] = "true" };
        host.Listen();

        var answer = await host.Client.GetAsync(path, Token);

        // 400 comes from Kestrel itself, which refuses a null byte.
        Assert.True((int)answer.StatusCode is 400 or 404, $"{(int)answer.StatusCode}");
    }

    /// <summary>Every endpoint with its methods; route parameters become a digit.</summary>
    private static IEnumerable<(string Method, string Path, Access Access)> Endpoints(TestHost host) =>
        from endpoint in host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        let path = string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Text))))
        select (method, "/" + path, endpoint.Access(method));

    /// <summary>A digit fits every constraint that a parameter of a route may have.</summary>
    private static string Text(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => "1",
    };
}
