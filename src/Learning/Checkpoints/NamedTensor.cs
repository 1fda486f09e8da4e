namespace Clearsight.Learning.Checkpoints;

/// <param name="Values">Row by row, as many as the shape says.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, float[] Values);
