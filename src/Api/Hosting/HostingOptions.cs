using System.ComponentModel.DataAnnotations;
using Clearsight.Domain;

namespace Clearsight.Api.Hosting;

/// <summary>Section <c>Host</c>.</summary>
internal sealed class HostingOptions
{
    public const string Section = "Host";

    public HostRole Role { get; set; } = HostRole.All;

    /// <summary>Whether the dashboard's pages are there, in a host that answers requests.</summary>
    public bool Dashboard { get; set; } = true;

    /// <summary>
    /// Addresses with this port speak HTTP/2 without TLS, which gRPC needs; a port without TLS cannot offer both. Only what
    /// <c>URLS</c> or the like name is listened on: by default this port of the loopback interface.
    /// </summary>
    [Range(1, 65535, ErrorMessage = "Host:GrpcPort must be between 1 and 65535.")]
    public int GrpcPort { get; set; } = 8081;

    /// <summary>How long a stopping host waits for requests in flight and for the checkpoint of a running job.</summary>
    [Range(1, 3600, ErrorMessage = "Host:ShutdownSeconds must be between 1 and 3600.")]
    public int ShutdownSeconds { get; set; } = 30;
}
