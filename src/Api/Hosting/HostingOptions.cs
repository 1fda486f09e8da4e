using System.ComponentModel.DataAnnotations;
using Clearsight.Domain;

namespace Clearsight.Api.Hosting;

/// <summary>Section <c>Host</c>.</summary>
internal sealed class HostingOptions
{
    public const string Section = "Host";

    public HostRole Role { get; set; } = HostRole.All;

    /// <summary>How long a stopping host waits for requests in flight and for the checkpoint of a running job.</summary>
    [Range(1, 3600, ErrorMessage = "Host:ShutdownSeconds must be between 1 and 3600.")]
    public int ShutdownSeconds { get; set; } = 30;
}
