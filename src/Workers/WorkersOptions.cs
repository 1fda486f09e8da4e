using System.ComponentModel.DataAnnotations;

namespace Clearsight.Workers;

/// <summary>The section <c>Workers</c>.</summary>
public sealed class WorkersOptions
{
    public const string Section = "Workers";

    /// <summary>Jobs that train at the same time. More than one shares the cores and makes each slower.</summary>
    [Range(1, 64, ErrorMessage = "Workers:Concurrency must be from 1 to 64.")]
    public int Concurrency { get; set; } = 1;

    /// <summary>
    /// Threads that libtorch computes a job with; 0 divides the cores among the jobs. Weights are equal to the bit only
    /// for equal numbers of threads.
    /// </summary>
    [Range(0, 1_024, ErrorMessage = "Workers:Threads must be from 0 to 1024.")]
    public int Threads { get; set; }

    /// <summary>
    /// Where hosts share a PostgreSQL database: a worker that was silent for so long is lost, and its job goes to another.
    /// </summary>
    [Range(3, 3_600, ErrorMessage = "Workers:LeaseSeconds must be from 3 to 3600.")]
    public int LeaseSeconds { get; set; } = 30;

    /// <summary>How often a job goes on by itself after an attempt that ended on something that may pass, such as a database that was away.</summary>
    [Range(0, 20, ErrorMessage = "Workers:Retries must be from 0 to 20.")]
    public int Retries { get; set; } = 5;

    /// <summary>How long it waits the first time; each time after that three times as long.</summary>
    [Range(1, 3_600, ErrorMessage = "Workers:RetrySeconds must be from 1 to 3600.")]
    public int RetrySeconds { get; set; } = 5;

    public int ThreadsPerJob => Threads > 0 ? Threads : Math.Max(1, Environment.ProcessorCount / Concurrency);
}
