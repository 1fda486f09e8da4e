using System.ComponentModel.DataAnnotations;

namespace Clearsight.Serving.Inference;

/// <summary>How much inference goes on at once; bound to <c>Inference</c>.</summary>
public sealed class InferenceOptions
{
    public const string Section = "Inference";

    /// <summary>Pictures that are worked on at the same time, one thread each; 0 for one a core.</summary>
    [Range(0, 1024, ErrorMessage = "Inference:Places must be between 0 (one a core) and 1024.")]
    public int Places { get; set; }

    /// <summary>Pictures that may wait for a place; the next one is refused (429).</summary>
    [Range(0, 100_000, ErrorMessage = "Inference:QueueLength must be between 0 and 100000.")]
    public int QueueLength { get; set; } = 64;

    /// <summary>The longest that a picture waits for a place; it is given up then (503), as its client mostly has by that time.</summary>
    [Range(0.001, 3600, ErrorMessage = "Inference:QueueSeconds must be between 0.001 and 3600.")]
    public double QueueSeconds { get; set; } = 10;

    /// <summary>
    /// Pictures are classified in whole numbers of eight bits where the version has that form, which it has where it loses next
    /// to no accuracy; what the Open Inference Protocol is given is computed in floating point in either case.
    /// </summary>
    public bool Quantized { get; set; } = true;

    /// <summary>Loaded model versions kept beside the selected ones, for requests that name their model.</summary>
    [Range(1, 1000, ErrorMessage = "Inference:CachedModels must be between 1 and 1000.")]
    public int CachedModels { get; set; } = 8;
}
