using System.ComponentModel.DataAnnotations;

namespace Clearsight.Api.Telemetry;

/// <summary>Section <c>Telemetry</c>. As it comes, the host counts for whoever asks, traces nothing and sends nothing anywhere.</summary>
internal sealed class TelemetryOptions : IValidatableObject
{
    public const string Section = "Telemetry";

    /// <summary>Whether <c>GET /metrics</c> is there.</summary>
    public bool Metrics { get; set; } = true;

    /// <summary>A collector that takes OTLP: traces go there from the start of the host on. Nothing is sent while it is empty.</summary>
    public string? OtlpEndpoint { get; set; }

    public OtlpProtocol OtlpProtocol { get; set; } = OtlpProtocol.Grpc;

    /// <summary>What the collector wants to see, such as a key of its own: <c>name=value</c>, with commas between several.</summary>
    public string? OtlpHeaders { get; set; }

    /// <summary>Metrics are sent to the collector, too.</summary>
    public bool OtlpMetrics { get; set; }

    /// <summary>The share of traces that is kept, 0 to 1. Of a request that came with a trace, its sender has decided.</summary>
    [Range(0d, 1d, ErrorMessage = "Telemetry:TraceShare must be between 0 and 1.")]
    public double TraceShare { get; set; } = 1;

    /// <summary>The collector; null where there is none, or what is configured is no address.</summary>
    internal Uri? Collector =>
        Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) ? uri : null;

    internal bool SendsMetrics => OtlpMetrics && Collector is not null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(OtlpEndpoint) && Collector is null)
        {
            yield return new ValidationResult(
                $"Telemetry:OtlpEndpoint is '{OtlpEndpoint}'; it must be the http or https address of a collector, such as http://localhost:4317.");
        }

        // Without its value, which may be a secret.
        if (!string.IsNullOrEmpty(OtlpHeaders) && !OtlpHeaders.Split(',').All(header => header.IndexOf('=', StringComparison.Ordinal) > 0))
        {
            yield return new ValidationResult("Telemetry:OtlpHeaders must be 'name=value', with commas between several.");
        }
    }
}

/// <summary>The two ways in which collectors take OTLP; by convention on the ports 4317 and 4318.</summary>
internal enum OtlpProtocol
{
    Grpc,
    HttpProtobuf,
}
