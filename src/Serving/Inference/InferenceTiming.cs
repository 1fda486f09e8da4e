namespace Clearsight.Serving.Inference;

/// <summary>Where the time of one picture went.</summary>
/// <param name="Queue">Waiting for a place.</param>
/// <param name="Infer">Preparing the pixels and running the network.</param>
/// <param name="Encode">Zero where the answer is no picture.</param>
public sealed record InferenceTiming(TimeSpan Decode, TimeSpan Queue, TimeSpan Infer, TimeSpan Encode);
