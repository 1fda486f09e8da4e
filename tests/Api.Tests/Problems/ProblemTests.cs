using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Clearsight.Api.Tests.Problems;

public sealed class ProblemTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<DomainException, int> Exceptions => new()
    {
        { new MalformedRequestException("It is cut off."), 400 },
        { new NotFoundException("There is no such job."), 404 },
        { new NotAcceptableException("It comes as JSON."), 406 },
        { new ConflictException("It runs."), 409 },
        { new GateNotPassedException("It is not good enough.", new GateResult("loss", 2, 1, null, null, "mnist", "sha256:0", null)), 409 },
        { new TooLargeException("It has too many pixels."), 413 },
        { new UnsupportedContentException("It is no image."), 415 },
        { new InvalidRequestException("/epochs", "It must be positive."), 422 },
        { new BusyException("All places are taken.", TimeSpan.FromSeconds(3)), 429 },
        { new UnavailableException("No model serves it.", TimeSpan.FromSeconds(3)), 503 },
    };

    [Theory]
    [MemberData(nameof(Exceptions), DisableDiscoveryEnumeration = true)]
    public async Task Each_exception_of_the_domain_has_its_status_and_keeps_its_sentence(DomainException exception, int status)
    {
        await using var host = Throwing(() => exception);

        var problem = await (await host.Client.GetAsync("/datasets", Token)).ReadProblemAsync(status);

        Assert.Equal(exception.Message, problem.Detail);
    }

    [Fact]
    public async Task All_violations_are_told_at_once()
    {
        await using var host = Throwing(() => new InvalidRequestException(
            [new Violation("/epochs", "It must be positive."), new Violation("/seed", "It must be whole.")]));

        var problem = await (await host.Client.GetAsync("/datasets", Token)).ReadProblemAsync(422);

        Assert.Equal(["/epochs", "/seed"], problem.Errors!.Select(error => error.Pointer));
        Assert.Equal(["It must be positive.", "It must be whole."], problem.Errors!.Select(error => error.Detail));
    }

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(2.1, 3)]
    public async Task A_busy_service_says_when_to_come_back_in_whole_seconds(double wait, int expected)
    {
        await using var host = Throwing(() => new BusyException("All places are taken.", TimeSpan.FromSeconds(wait)));

        var answer = await host.Client.GetAsync("/datasets", Token);

        Assert.Equal(TimeSpan.FromSeconds(expected), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_defect_tells_the_caller_nothing_of_the_inside()
    {
        await using var host = Throwing(() => new IOException("Cannot open /srv/secret/clearsight.db, password=hunter2"));

        var answer = await host.Client.GetAsync("/datasets", Token);
        var text = await answer.Content.ReadAsStringAsync(Token);

        await answer.ReadProblemAsync(500);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_address_is_a_problem()
    {
        await using var host = new TestHost();

        await (await host.Client.GetAsync("/no/such/thing", Token)).ReadProblemAsync(404);
    }

    [Fact]
    public async Task A_wrong_method_is_a_problem_and_the_right_ones_are_named()
    {
        await using var host = new TestHost();

        var answer = await host.Client.PatchAsync("/selection/denoise", content: null, Token);

        await answer.ReadProblemAsync(405);
        Assert.Equal(["GET", "PUT"], answer.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task A_problem_is_a_problem_whatever_the_client_accepts()
    {
        await using var host = new TestHost();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/no/such/thing");
        request.Headers.Accept.ParseAdd("image/png");

        await (await host.Client.SendAsync(request, Token)).ReadProblemAsync(404);
    }

    [Theory]
    [InlineData("{\"model\": ", 400, "", "line 1, byte 11")]
    [InlineData("{\"model\": \"a\"\n oops}", 400, "", "line 2, byte 2")]
    [InlineData("", 400, "", "missing")]
    [InlineData("{\"model\": 3}", 422, "/model", "wrong type")]
    [InlineData("{\"model\": null}", 422, "/model", "wrong type")]
    [InlineData("{}", 422, "", "'model'")]
    [InlineData("{\"model\": \"a\", \"modell\": \"b\"}", 422, "/modell", "no field 'modell'")]
    [InlineData("{\"model\": \"a\", \"model\": \"b\"}", 422, "/model", "twice")]
    [InlineData("{\"model\": \"Not A Name\"}", 422, "/model", "name:version")]
    [InlineData("{\"model\": \"../../etc/passwd\"}", 422, "/model", "name:version")]
    [InlineData("[]", 422, "", "wrong type")]
    public async Task A_body_that_cannot_be_used_is_told_where_it_breaks(string body, int status, string pointer, string detail)
    {
        await using var host = new TestHost();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var problem = await (await host.Client.PutAsync("/selection/denoise", content, Token)).ReadProblemAsync(status);

        Assert.Contains(detail, problem.Detail, StringComparison.Ordinal);
        Assert.Equal(status == 422 ? [pointer] : null, problem.Errors?.Select(error => error.Pointer));
    }

    [Fact]
    public async Task Another_content_type_than_json_is_unsupported()
    {
        await using var host = new TestHost();
        using var content = new StringContent("model: a", Encoding.UTF8, "text/yaml");

        await (await host.Client.PutAsync("/selection/denoise", content, Token)).ReadProblemAsync(415);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_too_large()
    {
        await using var host = new TestHost();
        host.Listen();

        var answer = await host.Client.PutAsJsonAsync("/selection/denoise", new { model = new string('a', 10_000) }, Token);

        await answer.ReadProblemAsync(413);
    }

    [Fact]
    public async Task A_body_that_does_not_come_in_is_given_up_with_a_problem()
    {
        await using var host = new TestHost { ["Limits:RequestSeconds"] = "1" };
        var address = host.Listen();
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync("POST /denoise HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nGIF"u8.ToArray(), Token);
        using var answer = new StreamReader(stream);

        Assert.Equal("HTTP/1.1 504 Gateway Timeout", await answer.ReadLineAsync(Token));
        Assert.Contains("urn:clearsight:problem:timed-out", await answer.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("0")]
    [InlineData("201")]
    public async Task A_limit_that_is_none_is_invalid_and_named(string limit)
    {
        await using var host = new TestHost();

        var problem = await (await host.Client.GetAsync($"/models?limit={limit}", Token)).ReadProblemAsync(422);

        Assert.Equal("limit", Assert.Single(problem.Errors!).Pointer);
    }

    private static TestHost Throwing(Func<Exception> exception) => new()
    {
        Services = services => services.AddSingleton<IDatasetCatalog>(new ThrowingCatalog(exception)),
    };
}
