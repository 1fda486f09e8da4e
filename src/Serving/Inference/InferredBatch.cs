using Clearsight.Domain.Models;

namespace Clearsight.Serving.Inference;

/// <summary>What a model answered to a batch; disposed once it is written out.</summary>
/// <param name="Queue">Waiting for a place.</param>
/// <param name="Infer">Running the network.</param>
public sealed record InferredBatch(ModelVersion Model, IReadOnlyList<InferredTensor> Outputs, TimeSpan Queue, TimeSpan Infer) : IDisposable
{
    public void Dispose()
    {
        foreach (var output in Outputs)
        {
            output.Values.Dispose();
        }
    }
}

/// <param name="Name">One of <see cref="Models.ModelContract"/>.</param>
/// <param name="Shape">The batch first.</param>
public sealed record InferredTensor(string Name, IReadOnlyList<int> Shape, PooledFloats Values);
