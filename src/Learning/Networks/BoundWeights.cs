using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>Parameters by name, each in the shape that its layer computes with; alive as long as the scope they were bound in.</summary>
/// <param name="precision">What all layers but the first and the last compute in: float32 or bfloat16.</param>
internal sealed class BoundWeights(IEnumerable<(string Name, Tensor Tensor)> parameters, ScalarType precision)
{
    private readonly Dictionary<string, Tensor> _parameters =
        parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Tensor, StringComparer.Ordinal);

    public ScalarType Precision => precision;

    public Tensor this[string name] => _parameters[name];

    /// <summary>A parameter in <see cref="Precision"/>; its gradient comes back to the float32 one.</summary>
    public Tensor Reduced(string name) => _parameters[name].to_type(precision);
}
