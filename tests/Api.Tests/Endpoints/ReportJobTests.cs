using System.Net;
using System.Text.Json;
using Clearsight.Api.Tests.Jobs;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class ReportJobTests
{
    private const string Request = """
        {
          "recipe": "report", "dataset": "glyphs", "select": "never", "tags": { "why": "trial" },
          "hyperparameters": { "epochs": 2, "seed": 7, "noiseDensity": 0.4, "dropout": 0.5 },
          "parts": {
            "denoiser": { "modelName": "glyphs-denoiser" },
            "classifier": { "recipe": "fashion-classifier", "hyperparameters": { "epochs": 3, "flip": false } }
          }
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_is_a_job_whose_parts_are_jobs_one_after_the_other()
    {
        await using var host = new JobsHost(("Models:Directory", "none"));
        var before = await host.CreateAsync();

        var answer = await host.PostAsync(Request.Replace("\"report\",", $"\"report\", \"after\": \"{before}\",", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var report = await JobsHost.ReadAsync(answer);
        var (id, parts) = Ids(report);
        Assert.Equal(report.GetRawText(), (await host.GetAsync($"/jobs/{id}")).GetRawText());
        Assert.Equal(("report", "queued", "glyphs"), (Text(report, "recipe"), Text(report, "status"), Text(report, "dataset")));
        Assert.All(["task", "network", "modelName", "model", "parent", "problem"], name => Assert.Equal(JsonValueKind.Null, report.GetProperty(name).ValueKind));
        Assert.Empty(report.GetProperty("hyperparameters").EnumerateObject());
        var listed = (await host.GetAsync("/jobs?tag=why:trial")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([parts[2], parts[1], parts[0], id], listed.Select(job => Text(job, "id")));
        Assert.Equal([id, id, id], listed.Take(3).Select(job => Text(job, "parent")));
        Assert.Equal([parts[1], parts[0], before, before], listed.Select(job => Text(job, "after")));
        Assert.Equal(["fashion-transfer-report", "fashion-classifier", "mnist-denoiser-report"], listed.Take(3).Select(job => Text(job, "recipe")));
        Assert.Equal(["fashion-transfer-report", "fashion-classifier", "glyphs-denoiser"], listed.Take(3).Select(job => Text(job, "modelName")));
        Assert.All(listed, job => Assert.Equal(("glyphs", "never"), (Text(job, "dataset"), Text(job, "select"))));
        Assert.Equal([before], host.Queued);
    }

    [Fact]
    public async Task What_is_asked_of_all_parts_goes_to_those_that_have_it_and_a_parts_own_wish_goes_first()
    {
        await using var host = new JobsHost();

        var plan = await JobsHost.ReadAsync(await host.PostAsync(Request, query: "?dryRun=true"));

        var values = plan.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("hyperparameters")).ToList();
        Assert.Equal([2, 3, 2], values.Select(part => part.GetProperty("epochs").GetInt32()));
        Assert.Equal([7, 7, 7], values.Select(part => part.GetProperty("seed").GetInt32()));
        Assert.Equal([2_048, 128, 256], values.Select(part => part.GetProperty("batchSize").GetInt32()));
        Assert.Equal(0.4, values[0].GetProperty("noiseDensity").GetDouble());
        Assert.Equal((0.5, false), (values[1].GetProperty("dropout").GetDouble(), values[1].GetProperty("flip").GetBoolean()));
        Assert.False(values[2].TryGetProperty("dropout", out _));
        Assert.Empty((await host.GetAsync("/jobs")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_dry_run_estimates_the_whole_once_every_part_was_measured_here()
    {
        await using var host = new JobsHost();
        Assert.Equal(JsonValueKind.Null, (await PlanAsync()).GetProperty("expectedSeconds").ValueKind);
        await MeasureAsync(host, "mnist-denoiser", 1_000);
        await MeasureAsync(host, "fashion-classifier", 500);
        await MeasureAsync(host, "fashion-transfer-report", 250);

        var plan = await PlanAsync();

        Assert.Equal([2, 4, 8], plan.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("expectedSeconds").GetDouble()));
        Assert.Equal(14, plan.GetProperty("expectedSeconds").GetDouble());

        async Task<JsonElement> PlanAsync() => await JobsHost.ReadAsync(await host.PostAsync(
            """{ "recipe": "report", "hyperparameters": { "epochs": 2, "trainLimit": 1000 } }""", query: "?dryRun=true"));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_where_it_is_said()
    {
        await using var host = new JobsHost(("Models:Directory", "none"));

        var problem = await JobsHost.ProblemAsync(
            await host.PostAsync("""
                {
                  "recipe": "report", "baseModel": "x:1", "modelName": "all", "dataset": "letters", "after": "nobody", "tags": { "a:b": "c" },
                  "hyperparameters": { "epochs": 0, "magic": 1 },
                  "parts": {
                    "denoiser": { "recipe": "fashion-classifier" },
                    "classifier": { "hyperparameters": { "flip": 1, "noiseDensity": 0.5 }, "modelName": "../x" },
                    "transfer": { "recipe": "report" }
                  }
                }
                """),
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            [
                "/after", "/baseModel", "/dataset", "/hyperparameters/epochs", "/hyperparameters/magic", "/modelName",
                "/parts/classifier/hyperparameters/flip", "/parts/classifier/hyperparameters/noiseDensity", "/parts/classifier/modelName",
                "/parts/denoiser/recipe", "/parts/transfer/recipe", "/tags/a:b",
            ],
            problem.Errors!.Select(error => error.Pointer).Order(StringComparer.Ordinal));
        Assert.Contains("The denoiser must be a denoising autoencoder, by one of the recipes: mnist-denoiser, mnist-denoiser-report.", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(0, await host.Store.CountAsync(new JobFilter(), Token));
    }

    [Theory]
    [InlineData("""{ "recipe": "mnist-denoiser", "parts": {} }""", "/parts")]
    [InlineData("""{ "recipe": "report", "parts": { "comparison": {} } }""", "/parts/comparison")]
    [InlineData("""{ "recipe": "report", "parts": { "denoiser": { "dataset": "mnist" } } }""", "/parts/denoiser/dataset")]
    [InlineData("""{ "recipe": "report", "hyperparameters": { "validationCount": 60000 } }""", "/hyperparameters/validationCount")]
    public async Task Parts_that_there_are_not_are_refused_with_a_pointer(string json, string pointer)
    {
        await using var host = new JobsHost();

        var problem = await JobsHost.ProblemAsync(await host.PostAsync(json), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(pointer, Assert.Single(problem.Errors!).Pointer);
    }

    [Fact]
    public async Task One_key_makes_one_report()
    {
        await using var host = new JobsHost();

        var first = await host.PostAsync(Request, "key-1");
        var again = await host.PostAsync(Request, "key-1");

        Assert.Equal(await first.Content.ReadAsStringAsync(Token), await again.Content.ReadAsStringAsync(Token));
        Assert.Equal(4, await host.Store.CountAsync(new JobFilter(), Token));
        Assert.Equal([Ids(await JobsHost.ReadAsync(first)).Parts[0]], host.Queued);
    }

    [Fact]
    public async Task A_queue_without_room_for_all_parts_takes_none()
    {
        await using var host = new JobsHost(("Jobs:QueueLimit", "4"));
        await host.CreateAsync();

        await JobsHost.ProblemAsync(await host.PostAsync(Request), HttpStatusCode.TooManyRequests);

        Assert.Equal(1, await host.Store.CountAsync(new JobFilter(), Token));
    }

    [Fact]
    public async Task A_report_tells_how_far_its_parts_are()
    {
        await using var host = new JobsHost();
        var (id, parts) = Ids(await JobsHost.ReadAsync(await host.PostAsync("""{ "recipe": "report", "hyperparameters": { "epochs": 2, "trainLimit": 1000, "batchSize": 100 } }""")));
        await host.StartAsync(parts[0]);
        await host.UpdateAsync(parts[0], job => job with { Progress = new JobProgress(2, 2, 15, 20, 3, 700) });

        var report = await host.GetAsync($"/jobs/{id}");

        Assert.Equal(("running", 1), (Text(report, "status"), report.GetProperty("attempt").GetInt32()));
        var progress = report.GetProperty("progress");
        Assert.Equal((2, 6, 15, 60), (Number(progress, "epoch"), Number(progress, "epochs"), Number(progress, "step"), Number(progress, "steps")));
        Assert.Equal(0.25, progress.GetProperty("fraction").GetDouble());
        Assert.Contains($"Part mnist-denoiser-report, job {parts[0]}, is running.", (await host.GetAsync($"/jobs/{id}/logs")).GetRawText(), StringComparison.Ordinal);
        foreach (var link in report.GetProperty("links").EnumerateObject().Where(link => link.Name != "events"))
        {
            await host.GetAsync(link.Value.GetString()!);
        }
    }

    [Fact]
    public async Task A_report_is_canceled_paused_resumed_and_retried_with_its_parts()
    {
        await using var host = new JobsHost();
        var (id, parts) = Ids(await JobsHost.ReadAsync(await host.PostAsync(Request)));

        Assert.Equal("paused", await ActAsync(host, id, "pause"));
        Assert.Equal("queued", await ActAsync(host, id, "resume"));
        Assert.Equal("canceled", await ActAsync(host, id, "cancel"));
        Assert.All((await host.Store.ReportAsync(id, Token)).Parts, part => Assert.Equal(JobStatus.Canceled, part.Status));
        var alone = await host.Client.PostAsync(new Uri($"/jobs/{parts[1]}/retry", UriKind.Relative), null, Token);
        Assert.Contains($"a part of report {id}", (await JobsHost.ProblemAsync(alone, HttpStatusCode.Conflict)).Detail, StringComparison.Ordinal);
        Assert.Equal("queued", await ActAsync(host, id, "retry"));

        Assert.Equal([parts[0], parts[0], parts[0]], host.Queued);
        Assert.Equal("canceled", await ActAsync(host, parts[1], "cancel"));
        Assert.Equal($"Its part fashion-classifier, job {parts[1]}, was canceled.", Text(await host.GetAsync($"/jobs/{id}"), "problem"));
    }

    [Fact]
    public async Task A_report_is_deleted_with_its_parts_and_a_part_only_with_it()
    {
        await using var host = new JobsHost();
        var (id, parts) = Ids(await JobsHost.ReadAsync(await host.PostAsync(Request)));
        await ActAsync(host, id, "cancel");

        var part = await host.Client.DeleteAsync(new Uri($"/jobs/{parts[2]}", UriKind.Relative), Token);
        Assert.Contains($"a part of report {id}", (await JobsHost.ProblemAsync(part, HttpStatusCode.Conflict)).Detail, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.DeleteAsync(new Uri($"/jobs/{id}", UriKind.Relative), Token)).StatusCode);

        Assert.Equal(0, await host.Store.CountAsync(new JobFilter(), Token));
    }

    [Fact]
    public async Task Pages_are_there_when_the_report_has_succeeded_and_not_before()
    {
        await using var host = new JobsHost();
        var training = await host.CreateAsync();
        var (id, _) = Ids(await JobsHost.ReadAsync(await host.PostAsync(Request)));

        Assert.Equal(0, (await host.GetAsync($"/jobs/{training}/artifacts")).GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await host.GetAsync($"/jobs/{id}/artifacts")).GetProperty("items").GetArrayLength());
        var answer = await host.Client.GetAsync(new Uri($"/jobs/{id}/artifacts/report.html", UriKind.Relative), Token);
        Assert.Contains("is queued", (await JobsHost.ProblemAsync(answer, HttpStatusCode.NotFound)).Detail, StringComparison.Ordinal);
    }

    private static (string Id, List<string> Parts) Ids(JsonElement report) =>
        (Text(report, "id")!, [.. report.GetProperty("parts").EnumerateArray().Select(part => part.GetString()!)]);

    private static string? Text(JsonElement job, string name) => job.GetProperty(name).GetString();

    private static int Number(JsonElement progress, string name) => progress.GetProperty(name).GetInt32();

    private static async Task<string> ActAsync(JobsHost host, string id, string action)
    {
        var answer = await host.Client.PostAsync(new Uri($"/jobs/{id}/{action}", UriKind.Relative), null, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return Text(await JobsHost.ReadAsync(answer), "status")!;
    }

    private static async Task MeasureAsync(JobsHost host, string recipe, double imagesPerSecond)
    {
        var scratch = recipe == "fashion-transfer-report" ? """ "encoder": "scratch" """ : "";
        var id = await host.CreateAsync($$"""{ "recipe": "{{recipe}}", "hyperparameters": { {{scratch}} } }""");
        await host.StartAsync(id);
        await host.Store.AppendMetricsAsync(id, 1, [new(MetricKeys.ImagesPerSecond, 1, 1, imagesPerSecond, DateTimeOffset.UnixEpoch)], Token);
        await host.UpdateAsync(id, job => job.Succeed(new ModelReference("measured", 1), false, DateTimeOffset.UnixEpoch));
    }
}
