using System.ComponentModel.DataAnnotations;

namespace Clearsight.Api.Jobs;

/// <summary>Section <c>Jobs</c>.</summary>
internal sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>Jobs that may wait for a worker; one more is refused with 429.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Jobs:QueueLimit must be between 1 and 1000000.")]
    public int QueueLimit { get; set; } = 10_000;
}
