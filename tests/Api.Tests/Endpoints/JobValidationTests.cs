using System.Net;
using System.Text;
using Clearsight.Api.Tests.Jobs;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class JobValidationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        await using var host = new JobsHost();

        var problem = await JobsHost.ProblemAsync(
            await host.PostAsync("""
                {
                  "recipe": "mnist-denoiser",
                  "hyperparameters": { "epochs": 0, "learningRate": "fast", "dropout": 0.5, "a/b": 1, "batchSize": 2.5 },
                  "dataset": "letters", "baseModel": "x:1", "modelName": "../x", "after": "nobody", "notBefore": "noon", "tags": { "a:b": "c" }
                }
                """),
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            [
                "/after", "/baseModel", "/dataset", "/hyperparameters/a~1b", "/hyperparameters/batchSize", "/hyperparameters/dropout",
                "/hyperparameters/epochs", "/hyperparameters/learningRate", "/modelName", "/notBefore", "/tags/a:b",
            ],
            problem.Errors!.Select(error => error.Pointer).Order(StringComparer.Ordinal));
        Assert.Empty(host.Queued);
        Assert.Empty((await host.GetAsync("/jobs")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("""{ "recipe": "nonsense" }""", "/recipe")]
    [InlineData("""{ "recipe": "mnist-denoiser", "epochs": 3 }""", "/epochs")]
    [InlineData("""{ "recipe": "mnist-denoiser", "select": "sometimes" }""", "/select")]
    [InlineData("""{ "recipe": "mnist-denoiser", "select": 1 }""", "/select")]
    [InlineData("""{ "recipe": "mnist-denoiser", "priority": "urgent" }""", "/priority")]
    [InlineData("""{ "recipe": "mnist-denoiser", "priority": 2 }""", "/priority")]
    [InlineData("""{ "recipe": "mnist-denoiser", "notBefore": "2026-01-31T22:00:00" }""", "/notBefore")]
    [InlineData("""{ "recipe": "mnist-denoiser", "notBefore": "2026-02-30T22:00:00Z" }""", "/notBefore")]
    [InlineData("""{ "recipe": "mnist-denoiser", "notBefore": "2026-01-31" }""", "/notBefore")]
    [InlineData("""{ "recipe": "mnist-denoiser", "notBefore": "tomorrow" }""", "/notBefore")]
    [InlineData("""{ "recipe": "mnist-denoiser", "notBefore": "" }""", "/notBefore")]
    [InlineData("""{ "recipe": "mnist-denoiser", "notBefore": 1769896800 }""", "/notBefore")]
    [InlineData("""{ "recipe": "mnist-denoiser", "notBefore": "9999-12-31T23:59:59Z" }""", "/notBefore")]
    [InlineData("""{ "recipe": "report", "notBefore": "0001-01-01T00:00:00+14:00" }""", "/notBefore")]
    [InlineData("""{ "recipe": "mnist-denoiser", "tags": { "a": 1 } }""", "/tags/a")]
    [InlineData("""{ "recipe": "mnist-denoiser", "hyperparameters": { "epochs": null } }""", "/hyperparameters/epochs")]
    [InlineData("""{ "recipe": "mnist-denoiser", "hyperparameters": { "noiseDensity": 1e999 } }""", "/hyperparameters/noiseDensity")]
    [InlineData("""{ "recipe": "mnist-denoiser", "hyperparameters": { "optimizer": "\ud800" } }""", "/hyperparameters/optimizer")]
    [InlineData("""{ "recipe": "fashion-classifier", "hyperparameters": { "teacher": "\ud800" } }""", "/hyperparameters/teacher")]
    [InlineData("""{ "recipe": "mnist-denoiser", "after": "\u0000" }""", "/after")]
    [InlineData("""{ "recipe": "fashion-transfer" }""", "/baseModel")]
    [InlineData("""{ "recipe": "fashion-transfer", "hyperparameters": { "encoder": "frozen" } }""", "/baseModel")]
    [InlineData("""{ "recipe": "fashion-transfer", "baseModel": "digits:1", "hyperparameters": { "encoder": "scratch" } }""", "/baseModel")]
    [InlineData("""{ "recipe": "fashion-classifier", "hyperparameters": { "encoder": "scratch" } }""", "/hyperparameters/encoder")]
    [InlineData("""{ "recipe": "mnist-denoiser", "hyperparameters": { "samplesPerClass": 10 } }""", "/hyperparameters/samplesPerClass")]
    [InlineData("""{ "recipe": "fashion-classifier", "hyperparameters": { "samplesPerClass": 5401 } }""", "/hyperparameters/samplesPerClass")]
    [InlineData("""{ "recipe": "fashion-classifier", "hyperparameters": { "samplesPerClass": 10, "trainLimit": 100 } }""", "/hyperparameters/samplesPerClass")]
    public async Task A_request_that_is_invalid_is_refused_with_a_pointer(string json, string pointer)
    {
        await using var host = new JobsHost(("Models:Directory", "none"));

        var problem = await JobsHost.ProblemAsync(await host.PostAsync(json), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(pointer, Assert.Single(problem.Errors!).Pointer);
        Assert.Empty(host.Queued);
    }

    [Fact]
    public async Task Half_a_character_is_refused_with_an_idempotency_key_as_without()
    {
        await using var host = new JobsHost();

        var problem = await JobsHost.ProblemAsync(
            await host.PostAsync("""{ "recipe": "mnist-denoiser", "hyperparameters": { "optimizer": "\ud800" } }""", idempotencyKey: "once"), HttpStatusCode.UnprocessableEntity);

        Assert.Equal("/hyperparameters/optimizer", Assert.Single(problem.Errors!).Pointer);
        await host.PostAsync("""{ "recipe": "mnist-denoiser" }""", idempotencyKey: "once");
        Assert.Single(host.Queued);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{ "recipe": NaN }""")]
    [InlineData("""{ "recipe": "mnist-denoiser", "hyperparameters": { "learningRate": NaN } }""")]
    public async Task What_is_no_JSON_is_malformed(string text)
    {
        await using var host = new JobsHost();

        await JobsHost.ProblemAsync(await host.PostAsync(text), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_validation_split_as_large_as_the_data_set_is_refused()
    {
        await using var host = new TestHost { Services = services => services.AddSingleton<IDatasetCatalog>(new TinyCatalog()) };
        using var body = new StringContent(
            """{ "recipe": "mnist-denoiser", "dataset": "tiny", "hyperparameters": { "validationCount": 10 } }""", Encoding.UTF8, "application/json");

        var problem = await JobsHost.ProblemAsync(
            await host.Client.PostAsync(new Uri("/jobs?dryRun=true", UriKind.Relative), body, Token), HttpStatusCode.UnprocessableEntity);

        Assert.Equal("/hyperparameters/validationCount", Assert.Single(problem.Errors!).Pointer);
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_be_trained_and_trains_nothing()
    {
        await using var host = new JobsHost();

        var answer = await host.PostAsync("""{ "recipe": "mnist-denoiser", "hyperparameters": { "epochs": 2 } }""", query: "?dryRun=true");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var plan = await JobsHost.ReadAsync(answer);
        Assert.Equal(2, plan.GetProperty("hyperparameters").GetProperty("epochs").GetInt32());
        Assert.Equal("ifBetter", plan.GetProperty("select").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, plan.GetProperty("expectedSeconds").ValueKind);
        Assert.Empty(host.Queued);
        Assert.Empty((await host.GetAsync("/jobs")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_transfer_takes_the_named_version_and_only_that_of_an_autoencoder()
    {
        await using var host = new JobsHost();
        await host.RegisterAsync("digits");
        await host.RegisterAsync("digits");
        await host.RegisterAsync("clothes", "fashion-cnn");

        Assert.Equal(1, await BaseVersionAsync(host, """{ "recipe": "fashion-transfer", "baseModel": "digits:1" }"""));
        Assert.Equal(2, await BaseVersionAsync(host, """{ "recipe": "fashion-transfer", "baseModel": "digits" }"""));
        foreach (var wrong in new[] { "clothes:1", "digits:3", "nobody", "digits:x", "../digits" })
        {
            var answer = await host.PostAsync($$"""{ "recipe": "fashion-transfer", "baseModel": "{{wrong}}" }""");
            var problem = await JobsHost.ProblemAsync(answer, HttpStatusCode.UnprocessableEntity);
            Assert.Equal("/baseModel", Assert.Single(problem.Errors!).Pointer);
        }
    }

    [Fact]
    public async Task Any_recipe_starts_from_a_version_of_its_own_network_and_of_no_other()
    {
        await using var host = new JobsHost();
        await host.RegisterAsync("digits");
        await host.RegisterAsync("clothes", "fashion-cnn");

        Assert.Equal(1, await BaseVersionAsync(host, """{ "recipe": "mnist-denoiser", "baseModel": "digits" }"""));
        Assert.Equal(1, await BaseVersionAsync(host, """{ "recipe": "fashion-classifier", "baseModel": "clothes:1" }"""));
        foreach (var (recipe, wrong) in new[] { ("mnist-denoiser", "clothes"), ("fashion-classifier", "digits"), ("impulse-denoiser", "digits") })
        {
            var answer = await host.PostAsync($$"""{ "recipe": "{{recipe}}", "baseModel": "{{wrong}}" }""");
            var problem = await JobsHost.ProblemAsync(answer, HttpStatusCode.UnprocessableEntity);
            Assert.Contains("can only start from that", Assert.Single(problem.Errors!).Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_classifier_of_other_classes_is_no_start()
    {
        await using var host = new JobsHost();
        await host.RegisterAsync("clothes", "fashion-cnn");

        var answer = await host.PostAsync("""{ "recipe": "fashion-classifier", "dataset": "pictures", "baseModel": "clothes" }""");

        var problem = await JobsHost.ProblemAsync(answer, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("the same number", Assert.Single(problem.Errors!).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transfer_that_names_nothing_takes_the_selected_autoencoder_before_the_newest()
    {
        await using var host = new JobsHost(("Models:Directory", "none"));
        await host.RegisterAsync("digits");
        Assert.Equal(1, await BaseVersionAsync(host, """{ "recipe": "fashion-transfer" }"""));
        await host.Host.Get<ISelectionStore>().SelectAsync(TaskKind.Denoise, new ModelReference("digits", 1), "api", Token);
        await host.RegisterAsync("digits");

        Assert.Equal(1, await BaseVersionAsync(host, """{ "recipe": "fashion-transfer" }"""));
    }

    [Fact]
    public async Task A_transfer_from_scratch_is_planned_without_a_base_model()
    {
        await using var host = new JobsHost(("Models:Directory", "none"));

        var answer = await host.PostAsync(
            """{ "recipe": "fashion-transfer", "hyperparameters": { "encoder": "scratch", "samplesPerClass": 10 } }""", query: "?dryRun=true");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var plan = await JobsHost.ReadAsync(answer);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, plan.GetProperty("baseModel").ValueKind);
        Assert.Equal("scratch", plan.GetProperty("hyperparameters").GetProperty("encoder").GetString());
        Assert.Equal(10, plan.GetProperty("hyperparameters").GetProperty("samplesPerClass").GetInt32());
    }

    [Fact]
    public async Task A_transfer_after_a_denoiser_waits_for_the_model_of_that()
    {
        await using var host = new JobsHost();
        await host.RegisterAsync("older");
        var first = await host.CreateAsync();

        var second = await host.CreateAsync($$"""{ "recipe": "fashion-transfer", "after": "{{first}}" }""");

        Assert.Equal([first], host.Queued);
        var job = await host.GetAsync($"/jobs/{second}");
        Assert.Equal(first, job.GetProperty("after").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, job.GetProperty("baseModel").ValueKind);
    }

    [Fact]
    public async Task A_transfer_after_a_denoiser_that_has_succeeded_takes_its_model_and_waits_for_nothing()
    {
        await using var host = new JobsHost();
        var first = await host.CreateAsync();
        await host.StartAsync(first);
        var made = await host.RegisterAsync("made", jobId: first);
        await host.UpdateAsync(first, job => job.Succeed(made.Reference, false, DateTimeOffset.UnixEpoch));

        var second = await host.CreateAsync($$"""{ "recipe": "fashion-transfer", "after": "{{first}}" }""");

        Assert.Equal([first, second], host.Queued);
        Assert.Equal("made", (await host.GetAsync($"/jobs/{second}")).GetProperty("baseModel").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Nothing_comes_after_a_job_that_will_not_succeed()
    {
        await using var host = new JobsHost();
        var first = await host.CreateAsync();
        await host.UpdateAsync(first, job => job.RequestCancel(DateTimeOffset.UnixEpoch));

        var problem = await JobsHost.ProblemAsync(
            await host.PostAsync($$"""{ "recipe": "mnist-denoiser", "after": "{{first}}" }"""), HttpStatusCode.UnprocessableEntity);

        Assert.Contains("canceled", Assert.Single(problem.Errors!).Detail, StringComparison.Ordinal);
    }

    private static async Task<int> BaseVersionAsync(JobsHost host, string json)
    {
        var answer = await host.PostAsync(json, query: "?dryRun=true");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await JobsHost.ReadAsync(answer)).GetProperty("baseModel").GetProperty("version").GetInt32();
    }

    /// <summary>A data set of ten images, so small that nobody ever gets to load it.</summary>
    private sealed class TinyCatalog : IDatasetCatalog
    {
        private static readonly DatasetCard Tiny = new("tiny", "Tiny", "This test", ["a"], 28, 28, TrainCount: 10, TestCount: 1, "sha256:00");

        public IReadOnlyList<DatasetCard> List() => [Tiny];

        public DatasetCard? Find(string name) => name == Tiny.Name ? Tiny : null;

        public Task<LabelledImages> LoadAsync(
            string name, DatasetPart part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken) =>
            throw new NotSupportedException("A dry run loads no data.");
    }
}
