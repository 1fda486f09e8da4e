using System.Net;
using Clearsight.Api.Tests.Jobs;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class JobIdempotencyTests
{
    private const string Request = """{ "recipe": "mnist-denoiser", "hyperparameters": { "epochs": 1 } }""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_key_and_payload_get_the_first_answer_and_one_job()
    {
        await using var host = new JobsHost();
        var first = await host.PostAsync(Request, "key-1");
        var id = (await JobsHost.ReadAsync(first)).GetProperty("id").GetString()!;
        await host.UpdateAsync(id, job => job.RequestCancel(DateTimeOffset.UnixEpoch));

        var again = await host.PostAsync("""{"recipe":"mnist-denoiser","hyperparameters":{"epochs":1}}""", "key-1");

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(await first.Content.ReadAsStringAsync(Token), await again.Content.ReadAsStringAsync(Token));
        Assert.Equal([id], host.Queued);
    }

    [Fact]
    public async Task Another_payload_under_the_same_key_is_refused()
    {
        await using var host = new JobsHost();
        await host.PostAsync(Request, "key-1");

        var problem = await JobsHost.ProblemAsync(
            await host.PostAsync("""{ "recipe": "mnist-denoiser", "hyperparameters": { "epochs": 2 } }""", "key-1"),
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal("Idempotency-Key", Assert.Single(problem.Errors!).Pointer);
        Assert.Single(host.Queued);
    }

    [Fact]
    public async Task Requests_at_once_with_one_key_make_one_job()
    {
        await using var host = new JobsHost();
        _ = host.Client;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.PostAsync(Request, "key-1")));

        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.Conflict));
        Assert.Single(host.Queued);
        Assert.Equal(1, await host.Store.CountAsync(new(), Token));
    }

    [Fact]
    public async Task A_refused_request_may_be_mended_under_its_key()
    {
        await using var host = new JobsHost();
        await JobsHost.ProblemAsync(await host.PostAsync("""{ "recipe": "nonsense" }""", "key-1"), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(HttpStatusCode.Accepted, (await host.PostAsync(Request, "key-1")).StatusCode);
    }

    [Fact]
    public async Task Different_keys_make_different_jobs()
    {
        await using var host = new JobsHost();

        await host.PostAsync(Request, "key-1");
        await host.PostAsync(Request, "key-2");

        Assert.Equal(2, host.Queued.Distinct().Count());
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        await using var host = new JobsHost();

        await JobsHost.ProblemAsync(await host.PostAsync(Request, new string('k', 256)), HttpStatusCode.UnprocessableEntity);
    }
}
