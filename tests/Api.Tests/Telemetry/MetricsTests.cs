using System.Net;
using System.Net.Http.Json;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Api.Tests.InferenceProtocol;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using Clearsight.Serving.Telemetry;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Models;
using Grpc.Core;

namespace Clearsight.Api.Tests.Telemetry;

public sealed class MetricsTests
{
    private const string Requests = "http_server_request_duration_seconds_count";
    private const string Inferences = "clearsight_inference_duration_seconds_count";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_counted_by_endpoint_status_and_reason()
    {
        await using var host = await MetricsHost.Create().WithModelsAsync();
        await ClassifyAsync(host, times: 3);
        await SendAsync(host, "/denoise", Ring());
        await SendAsync(host, "/denoise", Ring());
        await SendAsync(host, "/classify", "no picture"u8.ToArray());
        await SendAsync(host, "/classify", Ring()[..100]);
        await SendAsync(host, "/classify?model=nobody", Ring());
        await SendAsync(host, "/nowhere", Ring());

        var scraped = await host.ScrapeAsync(seen => seen.Sum(Requests, "http_request_method", "POST") == 9);

        Assert.Equal(3, scraped.Sum(Requests, "http_route", "/classify", "http_response_status_code", "200", "error_type", ""));
        Assert.Equal(2, scraped.Sum(Requests, "http_route", "/denoise", "http_response_status_code", "200", "error_type", ""));
        Assert.Equal(1, scraped.Sum(Requests, "http_route", "/classify", "http_response_status_code", "415", "error_type", "unsupported-content"));
        Assert.Equal(1, scraped.Sum(Requests, "http_route", "/classify", "http_response_status_code", "422", "error_type", "invalid"));
        Assert.Equal(1, scraped.Sum(Requests, "http_route", "/classify", "http_response_status_code", "404", "error_type", "not-found"));
        Assert.Equal(1, scraped.Sum(Requests, "http_route", "", "http_response_status_code", "404", "error_type", "not-found"));
    }

    [Fact]
    public async Task Each_step_of_inference_is_timed_by_task_and_model()
    {
        await using var host = await MetricsHost.Create().WithModelsAsync();
        await ClassifyAsync(host, times: 3);
        await SendAsync(host, "/denoise", Ring());
        await SendAsync(host, "/denoise?size=model", Ring());
        using var channel = host.Channel();
        await channel.Service().ModelInferAsync(RpcClient.Request("classify", [2, 1, 28, 28], new float[2 * 28 * 28]), cancellationToken: Token);

        var scraped = await host.ScrapeAsync();

        Assert.Equal(4, scraped.Sum(Inferences, "clearsight_task", "classify", "clearsight_model_name", "some-classifier"));
        Assert.Equal(2, scraped.Sum(Inferences, "clearsight_task", "denoise", "clearsight_model_name", "some-denoiser"));
        Assert.Equal(6, scraped.Sum(Inferences));
        Assert.Equal(6, scraped.Sum("clearsight_inference_queue_duration_seconds_count"));
        Assert.Equal(5, scraped.Sum("clearsight_image_decode_duration_seconds_count"));
        Assert.Equal(2, scraped.Sum("clearsight_image_encode_duration_seconds_count"));
        Assert.Equal(5, scraped.Sum("clearsight_inference_batch_size_sum", "clearsight_task", "classify"));
        Assert.Equal(4, scraped.Sum("clearsight_inference_batch_size_count", "clearsight_task", "classify"));
        Assert.Equal(3, scraped.Sum("clearsight_inference_batch_size_bucket", "clearsight_task", "classify", "le", "1"));
    }

    [Fact]
    public async Task Recording_a_request_allocates_nothing()
    {
        await using var host = await MetricsHost.Create().WithModelsAsync();
        await host.ScrapeAsync();
        using var use = host.Get<SelectedModels>().Enter(TaskKind.Classify);
        var metrics = host.Get<InferenceMetrics>();
        Record(1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Record(1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Record(int times)
        {
            for (var time = 0; time < times; time++)
            {
                metrics.Waited(TimeSpan.FromMilliseconds(1));
                metrics.Decoded(TimeSpan.FromMilliseconds(1));
                metrics.Inferred(use.Model, TimeSpan.FromMilliseconds(1), images: 1);
                metrics.Encoded(TimeSpan.FromMilliseconds(1));
            }
        }
    }

    [Theory]
    [InlineData("clearsight_inference_duration_seconds", 0.00001, 10)]
    [InlineData("clearsight_inference_queue_duration_seconds", 0.00001, 10)]
    [InlineData("clearsight_image_decode_duration_seconds", 0.00001, 10)]
    [InlineData("clearsight_model_load_duration_seconds", 0.005, 10)]
    [InlineData("http_server_request_duration_seconds", 0.00025, 10)]
    public async Task Buckets_reach_from_what_is_fast_here_to_what_is_slow(string histogram, double first, double last)
    {
        await using var host = await MetricsHost.Create().WithModelsAsync();
        await ClassifyAsync(host, times: 1);

        var buckets = (await host.ScrapeAsync(seen => seen.Sum(Requests, "http_route", "/classify") == 1)).Samples(histogram + "_bucket").ToList();

        var bounds = buckets.Select(bucket => bucket.Bound).Distinct().ToList();
        Assert.Equal((first, last, double.PositiveInfinity), (bounds[0], bounds[^2], bounds[^1]));
    }

    [Fact]
    public async Task Who_finds_the_queue_full_is_counted_and_the_queue_is_seen_as_it_is()
    {
        await using var host = MetricsHost.Create();
        host["Inference:Places"] = "1";
        host["Inference:QueueLength"] = "1";
        await host.WithModelsAsync();
        var gate = host.Get<InferenceGate>();
        Task<InferenceGate.Place> waits;
        using (await gate.EnterAsync(Token))
        {
            waits = gate.EnterAsync(Token);
            await SendAsync(host, "/classify", Ring());
            using var channel = host.Channel();
            var (status, _) = await RpcClient.FailureAsync(
                channel.Service().ModelInferAsync(RpcClient.Request("denoise", [1, 1, 1, 2], [0, 1]), cancellationToken: Token));
            Assert.Equal(StatusCode.ResourceExhausted, status);

            var full = await host.ScrapeAsync(seen => seen.Sum(Requests, "error_type", "busy") == 2);

            Assert.Equal(2, full.Sum("clearsight_inference_queue_rejections_total"));
            Assert.Equal((1, 1), (full.Sum("clearsight_inference_queue_length"), full.Sum("clearsight_inference_queue_limit")));
            Assert.Equal((1, 1), (full.Sum("clearsight_inference_places_used"), full.Sum("clearsight_inference_places_limit")));
            Assert.Equal(1, full.Sum(Requests, "http_route", "/classify", "http_response_status_code", "429", "error_type", "busy"));
            Assert.Equal(1, full.Sum(Requests, "http_route", "/inference.GRPCInferenceService/ModelInfer", "error_type", "busy"));
        }

        (await waits).Dispose();
        var empty = await host.ScrapeAsync();
        Assert.Equal((0, 0), (empty.Sum("clearsight_inference_queue_length"), empty.Sum("clearsight_inference_places_used")));
    }

    [Fact]
    public async Task A_switch_is_counted_and_the_version_that_serves_is_named()
    {
        await using var host = await MetricsHost.Create().WithModelsAsync();
        var registry = host.Get<IModelRegistry>();
        await UntrainedModel.RegisterClassifierAsync(registry, seed: 3);
        var before = await host.ScrapeAsync();
        Assert.Equal(0, before.Sum("clearsight_model_switches_total"));
        Assert.Equal(1, before.Sum("clearsight_model_selected", "clearsight_model_name", "some-classifier", "clearsight_model_version", "1"));

        using var put = await host.Client.PutAsJsonAsync("/selection/classify", new { model = "some-classifier:2" }, Token);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        var after = await host.ScrapeAsync();
        Assert.Equal(1, after.Sum("clearsight_model_switches_total", "clearsight_task", "classify"));
        Assert.Equal(0, after.Sum("clearsight_model_switches_total", "clearsight_task", "denoise"));
        Assert.Equal(1, after.Sum("clearsight_model_selected", "clearsight_model_name", "some-classifier", "clearsight_model_version", "2"));
        Assert.Empty(after.Samples("clearsight_model_selected", "clearsight_model_version", "1", "clearsight_task", "classify"));
        Assert.Equal(2, after.Sum("clearsight_model_load_duration_seconds_count", "clearsight_model_name", "some-classifier", "error_type", ""));
    }

    [Fact]
    public async Task Where_no_model_is_ready_it_shows_and_a_version_that_cannot_be_loaded_is_counted()
    {
        await using var host = MetricsHost.Create();
        var registry = host.Get<IModelRegistry>();
        var version = await UntrainedModel.RegisterClassifierAsync(registry, seed: 1);
        await File.WriteAllTextAsync(await registry.PathOfAsync(version, ModelFiles.Onnx, Token), "no model", Token);
        await host.SelectAsync(version);

        var scraped = await host.ScrapeAsync();

        Assert.Equal(["0", "0"], scraped.Samples("clearsight_model_ready").Select(sample => sample.Value.ToString()));
        Assert.Equal(1, scraped.Sum("clearsight_model_load_duration_seconds_count", "clearsight_model_name", "some-classifier", "error_type", "OnnxRuntimeException"));
    }

    /// <summary>Whatever clients make up, the number of series stays that of endpoints, reasons and loaded models.</summary>
    [Fact]
    public async Task What_clients_make_up_becomes_no_label()
    {
        await using var host = await MetricsHost.Create().WithModelsAsync();
        await SendAsync(host, "/classify?model=nobody-0", Ring());
        await SendAsync(host, "/nowhere-0", Ring());
        var few = await host.ScrapeAsync(seen => seen.Sum(Requests, "error_type", "not-found") == 2);
        for (var made = 1; made <= 20; made++)
        {
            await SendAsync(host, $"/classify?model=nobody-{made}", Ring());
            await SendAsync(host, $"/nowhere-{made}", Ring());
        }

        var many = await host.ScrapeAsync(seen => seen.Sum(Requests, "error_type", "not-found") == 42);

        Assert.Equal(Series(few), Series(many));
    }

    [Fact]
    public async Task A_job_is_counted_by_its_status_and_its_training_measured()
    {
        await using var host = MetricsHost.Create();
        host.Listen();
        Assert.Equal(7, (await host.ScrapeAsync()).Samples("clearsight_jobs").Count(sample => sample.Value == 0));

        await host.EventsAsync(await host.TrainAsync(epochs: 2));

        const string Attempts = "clearsight_training_attempt_duration_seconds_count";
        // Only what is under way has a progress and a speed.
        var scraped = await host.ScrapeAsync(seen => seen.Sum(Attempts) == 1
            && !seen.Samples("clearsight_training_progress").Any() && !seen.Samples("clearsight_training_throughput_per_second").Any());
        Assert.Equal(1, scraped.Sum("clearsight_jobs", "clearsight_job_status", "succeeded"));
        Assert.Equal(1, scraped.Sum("clearsight_jobs"));
        Assert.Equal(1, scraped.Sum(Attempts, "clearsight_recipe", "mnist-denoiser", "clearsight_job_status", "succeeded"));
        Assert.Equal(2, scraped.Sum("clearsight_training_epochs_total", "clearsight_recipe", "mnist-denoiser"));
        Assert.Equal(["train", "validation"], scraped.Samples("clearsight_training_loss", "clearsight_recipe", "mnist-denoiser").Select(sample => sample.Labels["clearsight_split"]).Order());
        Assert.All(scraped.Samples("clearsight_training_loss"), sample => Assert.InRange(sample.Value, 1e-6, 1));
        Assert.Equal(1, scraped.Sum("clearsight_model_ready", "clearsight_task", "denoise"));
    }

    [Fact]
    public async Task A_job_that_fails_is_counted_as_that()
    {
        await using var host = MetricsHost.Create();
        host.Listen();

        // Its images are neither here nor may they be downloaded.
        await host.EventsAsync(await host.TrainAsync(epochs: 1, dataset: "mnist"));

        const string Attempts = "clearsight_training_attempt_duration_seconds_count";
        var scraped = await host.ScrapeAsync(seen => seen.Sum(Attempts) == 1);
        Assert.Equal(1, scraped.Sum("clearsight_jobs", "clearsight_job_status", "failed"));
        Assert.Equal(1, scraped.Sum(Attempts, "clearsight_recipe", "mnist-denoiser", "clearsight_job_status", "failed"));
    }

    [Fact]
    public async Task A_host_that_only_trains_is_read_as_well()
    {
        await using var host = MetricsHost.Create();
        host["Host:Role"] = "Worker";

        var names = (await host.ScrapeAsync()).SampleNames();

        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "clearsight_jobs", "clearsight_model_ready", "dotnet_process_memory_working_set_bytes" }, names.ToHashSet(StringComparer.Ordinal));
        using var refused = await host.Client.GetAsync("/jobs", Token);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Theory]
    [InlineData("false", null, HttpStatusCode.OK)]
    [InlineData("true", null, HttpStatusCode.Unauthorized)]
    [InlineData("true", "correct-horse-battery", HttpStatusCode.OK)]
    public async Task Metrics_are_read_as_jobs_and_models_are(string keyForReads, string? key, HttpStatusCode expected)
    {
        await using var host = new TestHost { ["Security:ApiKeys:0"] = "correct-horse-battery", ["Security:RequireKeyForReads"] = keyForReads };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        // As Prometheus sends it.
        request.Headers.Authorization = key is null ? null : new("Bearer", key);

        using var answer = await host.Client.SendAsync(request, Token);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Metrics_are_read_only_and_can_be_left_out()
    {
        await using var host = new TestHost();
        await (await host.Client.PostAsync("/metrics", content: null, Token)).ReadProblemAsync(405);

        await using var without = new TestHost { ["Telemetry:Metrics"] = "false" };
        await (await without.Client.GetAsync("/metrics", Token)).ReadProblemAsync(404);
    }

    [Fact]
    public async Task Prometheus_gets_the_format_that_it_prefers()
    {
        await using var host = await MetricsHost.Create().WithModelsAsync();
        using var plain = await host.Client.GetAsync("/metrics", Token);
        Assert.Equal("text/plain", plain.Content.Headers.ContentType!.MediaType);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation(
            "Accept", "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.4,*/*;q=0.1");

        using var answer = await host.Client.SendAsync(request, Token);

        Assert.Equal("application/openmetrics-text", answer.Content.Headers.ContentType!.MediaType);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.EndsWith("# EOF\n", text, StringComparison.Ordinal);
        // The names of the dashboard and the rules, whatever else a newer Prometheus could read.
        Assert.Contains("\nclearsight_model_ready{clearsight_task=\"classify\"} 1", text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Series(Exposition scraped) =>
        scraped.Families.Where(family => !family.Name.StartsWith("dotnet_", StringComparison.Ordinal))
            .SelectMany(family => family.Samples).Select(sample => sample.Identity)
            .Where(series => !series.Contains("/metrics", StringComparison.Ordinal)).Order();

    private static async Task ClassifyAsync(TestHost host, int times)
    {
        for (var time = 0; time < times; time++)
        {
            using var answer = await host.PostImageAsync("/classify", Ring());
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static async Task SendAsync(TestHost host, string path, byte[] image)
    {
        using var answer = await host.PostImageAsync(path, image);
    }

    private static byte[] Ring()
    {
        using var drawn = Drawing.Ring(28, 28);
        return Drawing.Encode(drawn, "png");
    }
}
