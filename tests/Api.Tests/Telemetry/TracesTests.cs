using System.Net;
using System.Text;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Api.Tests.Problems;
using Clearsight.Serving.Tests.Drawn;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace Clearsight.Api.Tests.Telemetry;

public sealed class TracesTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Caller = "00f067aa0ba902b7";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_problem_has_the_trace_of_its_caller(bool traced)
    {
        await using var collector = await Collector.StartAsync();
        await using var host = new TestHost();
        host["Telemetry:OtlpEndpoint"] = traced ? collector.Address : "";
        host["Telemetry:OtlpProtocol"] = "HttpProtobuf";

        using var answer = await SendAsync(host, HttpMethod.Get, "/models/none", flags: "01");

        Assert.Equal(TraceId, (await answer.ReadProblemAsync(404)).TraceId);
    }

    [Theory]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("something")]
    public async Task What_is_no_trace_is_passed_over(string traceparent)
    {
        await using var host = new TestHost();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/models/none");
        request.Headers.TryAddWithoutValidation("traceparent", traceparent);

        using var answer = await host.Client.SendAsync(request, Token);

        Assert.DoesNotMatch("^0*$", (await answer.ReadProblemAsync(404)).TraceId);
    }

    [Fact]
    public async Task As_it_comes_nothing_is_traced_and_nobody_is_called()
    {
        await using var host = new TestHost();

        Assert.Null(host.Provider.GetService<TracerProvider>());
    }

    [Fact]
    public async Task A_request_is_traced_from_decoding_to_encoding_under_the_span_of_its_caller()
    {
        await using var collector = await Collector.StartAsync();
        await using (var host = await Traced(collector).WithModelsAsync())
        {
            using var answer = await SendAsync(host, HttpMethod.Post, "/denoise", flags: "01");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var request = Assert.Single(await collector.UntilAnyAsync(sent => sent.Spans(TraceId).Where(span => span.Parent == Caller)));
        var spans = collector.Spans(TraceId);
        Assert.Equal("POST /denoise", request.Name);
        var steps = spans.Where(span => span.Scope == "Clearsight.Serving").ToList();
        Assert.Equal(["decode", "encode", "infer", "queue"], steps.Select(span => span.Name).Order());
        Assert.All(steps, span => Assert.Equal(request.Id, span.Parent));
        Assert.All(collector.Keys, key => Assert.Equal("secret", key));
    }

    [Fact]
    public async Task Who_does_not_want_to_be_traced_is_not()
    {
        await using var collector = await Collector.StartAsync();
        await using (var host = await Traced(collector).WithModelsAsync())
        {
            using var answer = await SendAsync(host, HttpMethod.Post, "/denoise", flags: "00");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Empty(collector.Spans(TraceId));
    }

    [Fact]
    public async Task An_attempt_at_a_job_is_a_trace_with_an_event_for_each_epoch()
    {
        await using var collector = await Collector.StartAsync();
        await using (var host = Traced(collector))
        {
            host.Listen();
            await host.EventsAsync(await host.TrainAsync(epochs: 2));
        }

        // Hosts of other tests in this process have the same source.
        var attempt = Assert.Single(await collector.UntilAnyAsync(
            sent => sent.Spans().Where(span => span.Name == "training attempt" && span.Events.Count == 2)));
        Assert.Equal("", attempt.Parent);
        Assert.Equal(["epoch 1", "epoch 2"], attempt.Events);
    }

    [Fact]
    public async Task Metrics_are_sent_where_that_is_asked_for()
    {
        await using var collector = await Collector.StartAsync();
        await using (var host = Traced(collector))
        {
            host["Telemetry:OtlpMetrics"] = "true";
            await host.WithModelsAsync();
        }

        // Once a minute, and what is left when the host stops.
        await collector.UntilAnyAsync(
            sent => sent.Metrics.Where(bytes => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("clearsight.model.load.duration")) >= 0));

        await using var other = await Collector.StartAsync();
        await using (var host = Traced(other))
        {
            (await host.Client.GetAsync("/models", Token)).EnsureSuccessStatusCode();
        }

        Assert.Empty(other.Metrics);
    }

    private static TestHost Traced(Collector collector) => new()
    {
        ["Telemetry:OtlpEndpoint"] = collector.Address,
        ["Telemetry:OtlpProtocol"] = "HttpProtobuf",
        ["Telemetry:OtlpHeaders"] = "X-Collector-Key=secret",
    };

    private static async Task<HttpResponseMessage> SendAsync(TestHost host, HttpMethod method, string path, string flags)
    {
        using var drawn = Drawing.Ring(28, 28);
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(Drawing.Encode(drawn, "png"));
            request.Content.Headers.ContentType = new("image/png");
        }

        request.Headers.TryAddWithoutValidation("traceparent", $"00-{TraceId}-{Caller}-{flags}");
        return await host.Client.SendAsync(request, Token);
    }
}
