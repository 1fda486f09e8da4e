using System.Diagnostics.Metrics;
using Clearsight.Api.Hosting;
using Clearsight.Api.InferenceProtocol;
using Clearsight.Serving.Telemetry;
using Clearsight.Storage.Telemetry;
using Clearsight.Workers.Telemetry;
using Microsoft.Extensions.Diagnostics.Metrics;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Clearsight.Api.Telemetry;

/// <summary>What is measured and traced, and who gets it. The parts only measure; OpenTelemetry is here alone.</summary>
internal static class TelemetrySetup
{
    private const string RequestDuration = "http.server.request.duration";

    /// <summary>Seconds. The framework's own boundaries begin at 5 ms, which is ten times what a small picture takes.</summary>
    private static readonly double[] RequestSeconds = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>
    /// Meters and, where not all of a meter is worth its price in every request, their instruments. Those of this host only,
    /// so that two hosts in one process (tests) do not count for each other; the runtime's belong to the process.
    /// </summary>
    private static readonly (string Meter, string? Instrument, MeterScope Scope)[] Measured =
    [
        (ServingTelemetry.Name, null, MeterScope.Local),
        (StorageTelemetry.Name, null, MeterScope.Local),
        (WorkersTelemetry.Name, null, MeterScope.Local),
        ("Microsoft.AspNetCore.Hosting", RequestDuration, MeterScope.Local),
        ("Microsoft.AspNetCore.Server.Kestrel", "kestrel.active_connections", MeterScope.Local),
        ("Microsoft.AspNetCore.Server.Kestrel", "kestrel.rejected_connections", MeterScope.Local),
        ("System.Runtime", null, MeterScope.Global),
    ];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateDataAnnotations().ValidateOnStart();

        // A wrong option gets past here, and its sentence from the validation at start.
        var options = builder.Configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>() ?? new();
        if (options.Metrics || options.SendsMetrics)
        {
            builder.Services.AddMetrics(Enable);
            builder.Services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(metrics => Measure(metrics, options));
        }

        if (options.Collector is not null)
        {
            builder.Services.AddOpenTelemetry().ConfigureResource(Describe).WithTracing(tracing => Trace(tracing, options));
        }
    }

    private static void Enable(IMetricsBuilder metrics)
    {
        foreach (var (meter, instrument, scope) in Measured)
        {
            metrics.EnableMetrics(meter, instrument, listenerName: null, scope);
        }
    }

    private static void Describe(ResourceBuilder resource) =>
        resource.AddService("clearsight", serviceVersion: ServerIdentity.Metadata.Version, serviceInstanceId: Environment.MachineName);

    private static void Measure(MeterProviderBuilder metrics, TelemetryOptions options)
    {
        metrics.AddView(View);
        if (options.Metrics)
        {
            // The meter's name says nothing that the metric's does not.
            metrics.AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false);
        }

        if (options.SendsMetrics)
        {
            metrics.AddOtlpExporter(otlp => Send(otlp, options, "v1/metrics"));
        }
    }

    /// <summary>
    /// The second bound of the labels: what goes beyond so many combinations is counted in one series that says so
    /// (<c>otel_metric_overflow</c>). The library would keep room for 2,000 of each metric.
    /// </summary>
    private static MetricStreamConfiguration View(Instrument instrument) => instrument.Name == RequestDuration
        ? new ExplicitBucketHistogramConfiguration { Boundaries = RequestSeconds, CardinalityLimit = 1000 }
        : new MetricStreamConfiguration { CardinalityLimit = 200 };

    private static void Trace(TracerProviderBuilder tracing, TelemetryOptions options) => tracing
        .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceShare)))
        .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !LoggingSetup.IsProbe(context.Request))
        .AddSource(ServingTelemetry.Name, WorkersTelemetry.Name)
        .AddOtlpExporter(otlp => Send(otlp, options, "v1/traces"));

    /// <param name="path">Where a collector takes this signal over HTTP; over gRPC the method says it.</param>
    private static void Send(OtlpExporterOptions otlp, TelemetryOptions options, string path)
    {
        var collector = options.Collector!;
        (otlp.Protocol, otlp.Endpoint) = options.OtlpProtocol == OtlpProtocol.Grpc
            ? (OtlpExportProtocol.Grpc, collector)
            : (OtlpExportProtocol.HttpProtobuf, new Uri($"{collector.AbsoluteUri.TrimEnd('/')}/{path}"));
        otlp.Headers = options.OtlpHeaders;
    }
}
