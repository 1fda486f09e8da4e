using System.Net;
using Clearsight.Api.Tests.Jobs;
using Clearsight.Domain.Jobs;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class JobTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_a_row_first_and_in_the_queue_second_and_can_be_found()
    {
        await using var host = new JobsHost();

        var answer = await host.PostAsync("""
            {
              "recipe": "fashion-classifier", "hyperparameters": { "epochs": 3, "learningRate": 0.01, "flip": false, "optimizer": "adam" },
              "dataset": "mnist", "modelName": "digits", "select": "never", "tags": { "why": "trial" }
            }
            """);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var created = await JobsHost.ReadAsync(answer);
        var id = created.GetProperty("id").GetString()!;
        Assert.Equal($"/jobs/{id}", answer.Headers.Location!.OriginalString);
        Assert.Equal([id], host.Queued);
        var job = await host.GetAsync($"/jobs/{id}");
        Assert.Equal(created.GetRawText(), job.GetRawText());
        Assert.Equal("queued", job.GetProperty("status").GetString());
        Assert.Equal("classify", job.GetProperty("task").GetString());
        Assert.Equal("mnist", job.GetProperty("dataset").GetString());
        Assert.Equal("digits", job.GetProperty("modelName").GetString());
        Assert.Equal("never", job.GetProperty("select").GetString());
        Assert.Equal("trial", job.GetProperty("tags").GetProperty("why").GetString());
        var hyperparameters = job.GetProperty("hyperparameters");
        Assert.Equal(3, hyperparameters.GetProperty("epochs").GetInt32());
        Assert.Equal(0.01, hyperparameters.GetProperty("learningRate").GetDouble());
        Assert.False(hyperparameters.GetProperty("flip").GetBoolean());
        Assert.Equal("adam", hyperparameters.GetProperty("optimizer").GetString());
        Assert.Equal(128, hyperparameters.GetProperty("batchSize").GetInt32());
        Assert.False(hyperparameters.TryGetProperty("noiseDensity", out _));
        foreach (var link in job.GetProperty("links").EnumerateObject().Where(link => link.Name != "events"))
        {
            await host.GetAsync(link.Value.GetString()!);
        }
    }

    [Fact]
    public async Task A_running_job_tells_how_far_and_how_good_it_is()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        await host.StartAsync(id);
        await host.Store.AppendMetricsAsync(id, 1, [new("train/loss", 1, 100, 0.5, DateTimeOffset.UnixEpoch)], Token);
        await host.UpdateAsync(id, job => job with
        {
            Progress = new JobProgress(2, 8, 150, 800, 60, 1_000, 0.45, 0.8),
            Best = new BestEpoch(1, "validation/loss", 0.4),
        });

        var job = await host.GetAsync($"/jobs/{id}");

        Assert.Equal("running", job.GetProperty("status").GetString());
        Assert.Equal(1, job.GetProperty("attempt").GetInt32());
        Assert.Equal(0.1875, job.GetProperty("progress").GetProperty("fraction").GetDouble());
        Assert.Equal(0.45, job.GetProperty("progress").GetProperty("trainLoss").GetDouble());
        Assert.Equal(60, job.GetProperty("progress").GetProperty("etaSeconds").GetDouble());
        Assert.Equal(0.5, job.GetProperty("metrics").GetProperty("train/loss").GetDouble());
        Assert.Equal(1, job.GetProperty("best").GetProperty("epoch").GetInt32());
        Assert.Contains("epoch under way: 0.4500", await host.Client.GetStringAsync($"/jobs/{id}/plots/loss.svg", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_are_listed_by_page_status_recipe_and_tag()
    {
        await using var host = new JobsHost();
        var plain = await host.CreateAsync();
        var tagged = await host.CreateAsync("""{ "recipe": "mnist-denoiser", "tags": { "when": "12:30" } }""");
        var other = await host.CreateAsync("""{ "recipe": "fashion-classifier" }""");
        await host.StartAsync(plain);

        Assert.Equal([plain], await IdsAsync(host, "?status=running&status=failed"));
        Assert.Equal([other], await IdsAsync(host, "?recipe=fashion-classifier"));
        Assert.Equal([tagged], await IdsAsync(host, "?tag=when:12:30"));
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await host.GetAsync(cursor is null ? "/jobs?limit=2" : $"/jobs?limit=2&cursor={cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(job => job.GetProperty("id").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(new[] { plain, tagged, other }.Order(), seen.Order());
        Assert.Equal(seen.OrderDescending(), seen);
    }

    [Theory]
    [InlineData("?status=finished", "status")]
    [InlineData("?tag=nocolon", "tag")]
    [InlineData("?cursor=nonsense", "cursor")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=201", "limit")]
    [InlineData("?limit=many", "Limit")]
    [InlineData("?status=finished&tag=nocolon&limit=0", "status", "tag", "limit")]
    public async Task A_list_that_cannot_be_given_is_refused_with_the_parameter_to_blame(string query, params string[] pointers)
    {
        await using var host = new JobsHost();

        var problem = await JobsHost.ProblemAsync(
            await host.Client.GetAsync(new Uri("/jobs" + query, UriKind.Relative), Token), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(pointers, problem.Errors!.Select(error => error.Pointer), StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/cancel")]
    [InlineData("POST", "/pause")]
    [InlineData("POST", "/resume")]
    [InlineData("POST", "/retry")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/events")]
    [InlineData("GET", "/logs")]
    [InlineData("GET", "/checkpoints")]
    [InlineData("GET", "/checkpoints/1")]
    [InlineData("GET", "/artifacts")]
    [InlineData("GET", "/artifacts/report.html")]
    public async Task An_unknown_job_is_not_found(string method, string path)
    {
        await using var host = new JobsHost();
        foreach (var id in new[] { "0198f3a1c2d47e5f8a9b0c1d2e3f4a5b", "nonsense", "..%2f..%2fclearsight.db" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"/jobs/{id}{path}");

            await JobsHost.ProblemAsync(await host.Client.SendAsync(request, Token), HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task A_waiting_job_is_canceled_at_once_and_can_be_tried_again()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();

        Assert.Equal("canceled", await ActAsync(host, id, "cancel"));
        Assert.Equal("queued", await ActAsync(host, id, "retry"));

        Assert.Equal([id, id], host.Queued);
    }

    [Fact]
    public async Task A_running_job_is_asked_to_stop()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        await host.StartAsync(id);

        Assert.Equal("running", await ActAsync(host, id, "pause"));
        Assert.True((await host.Store.FindAsync(id, Token))!.PauseRequested);
        Assert.Equal("canceling", await ActAsync(host, id, "cancel"));
        Assert.Equal("canceling", await ActAsync(host, id, "cancel"));
    }

    [Fact]
    public async Task A_paused_job_goes_on_when_it_is_resumed()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();

        Assert.Equal("paused", await ActAsync(host, id, "pause"));
        Assert.Equal("queued", await ActAsync(host, id, "resume"));

        Assert.Equal([id, id], host.Queued);
    }

    [Fact]
    public async Task A_job_that_is_resumed_while_the_queue_is_away_is_queued_all_the_same()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        await ActAsync(host, id, "pause");
        host.QueueIsAway = true;

        Assert.Equal("queued", await ActAsync(host, id, "resume"));

        Assert.Equal([id], host.Queued);
    }

    [Fact]
    public async Task What_the_state_forbids_is_a_conflict_that_names_the_state()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        await host.StartAsync(id);
        await host.UpdateAsync(id, job => job.Fail("No data.", DateTimeOffset.UnixEpoch));

        foreach (var action in new[] { "cancel", "pause", "resume" })
        {
            var answer = await host.Client.PostAsync(new Uri($"/jobs/{id}/{action}", UriKind.Relative), null, Token);
            Assert.Contains("failed", (await JobsHost.ProblemAsync(answer, HttpStatusCode.Conflict)).Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_finished_job_is_deleted_and_an_unfinished_one_is_not()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        var path = new Uri($"/jobs/{id}", UriKind.Relative);
        var problem = await JobsHost.ProblemAsync(await host.Client.DeleteAsync(path, Token), HttpStatusCode.Conflict);
        Assert.Contains("queued", problem.Detail, StringComparison.Ordinal);
        await ActAsync(host, id, "cancel");

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.DeleteAsync(path, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync(path, Token)).StatusCode);
    }

    [Fact]
    public async Task A_job_whose_model_exists_is_kept()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        await host.StartAsync(id);
        var model = await host.RegisterAsync("digits", jobId: id);
        await host.UpdateAsync(id, job => job.Succeed(model.Reference, stoppedEarly: true, DateTimeOffset.UnixEpoch));

        var problem = await JobsHost.ProblemAsync(
            await host.Client.DeleteAsync(new Uri($"/jobs/{id}", UriKind.Relative), Token), HttpStatusCode.Conflict);

        Assert.Contains("digits:1", problem.Detail, StringComparison.Ordinal);
        var job = await host.GetAsync($"/jobs/{id}");
        Assert.Equal(1, job.GetProperty("model").GetProperty("version").GetInt32());
        Assert.True(job.GetProperty("stoppedEarly").GetBoolean());
    }

    [Fact]
    public async Task A_full_queue_refuses_and_says_when_to_come_again()
    {
        await using var host = new JobsHost(("Jobs:QueueLimit", "2"));
        var first = await host.CreateAsync();
        await host.CreateAsync();

        var answer = await host.PostAsync("""{ "recipe": "mnist-denoiser" }""");

        await JobsHost.ProblemAsync(answer, HttpStatusCode.TooManyRequests);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(2, host.Queued.Count);
        await ActAsync(host, first, "cancel");
        await host.CreateAsync();
    }

    private static async Task<string> ActAsync(JobsHost host, string id, string action)
    {
        var answer = await host.Client.PostAsync(new Uri($"/jobs/{id}/{action}", UriKind.Relative), null, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal($"/jobs/{id}", answer.Headers.Location!.OriginalString);
        return (await JobsHost.ReadAsync(answer)).GetProperty("status").GetString()!;
    }

    private static async Task<IEnumerable<string>> IdsAsync(JobsHost host, string query) =>
        (await host.GetAsync("/jobs" + query)).GetProperty("items").EnumerateArray().Select(job => job.GetProperty("id").GetString()!);
}
