using System.ComponentModel.DataAnnotations;

namespace Clearsight.Api.Hosting;

/// <summary>Section <c>Limits</c>: what one client may take from the others.</summary>
internal sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Requests a second that one client (an address; of IPv6 a /64) may keep up; 0 sets no limit.</summary>
    [Range(0, 1_000_000, ErrorMessage = "Limits:RequestsPerSecond must be between 0 (no limit) and 1000000.")]
    public int RequestsPerSecond { get; set; } = 1000;

    /// <summary>Requests that one client may send at once before the rate counts.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Limits:Burst must be between 1 and 1000000.")]
    public int Burst { get; set; } = 2000;

    /// <summary>Seconds until a request is given up. Event streams and downloads are exempt.</summary>
    [Range(1, 3600, ErrorMessage = "Limits:RequestSeconds must be between 1 and 3600.")]
    public int RequestSeconds { get; set; } = 60;

    /// <summary>Streams of events that one client may hold open; they have no other end than the job's.</summary>
    [Range(1, 100_000, ErrorMessage = "Limits:Streams must be between 1 and 100000.")]
    public int Streams { get; set; } = 100;

    [Range(1, 100_000, ErrorMessage = "Limits:Connections must be between 1 and 100000.")]
    public int Connections { get; set; } = 1000;

    /// <summary>Bytes of a request body where the endpoint sets no limit of its own.</summary>
    [Range(1024, 1L << 30, ErrorMessage = "Limits:BodyBytes must be between 1024 and 1073741824.")]
    public long BodyBytes { get; set; } = 10_000_000;
}
