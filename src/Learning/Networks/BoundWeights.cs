using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>Parameters by name, each in the shape that its layer computes with; alive as long as the scope they were bound in.</summary>
/// <param name="precision">What layers compute in, float32 or bfloat16; a first or a last one with a kernel of its own, and logits, always in float32.</param>
internal sealed class BoundWeights(IEnumerable<(string Name, Tensor Tensor)> parameters, ScalarType precision)
{
    private readonly Dictionary<string, Tensor> _parameters =
        parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Tensor, StringComparer.Ordinal);

    public ScalarType Precision => precision;

    public Tensor this[string name] => _parameters[name];

    /// <summary>A parameter in <see cref="Precision"/>; its gradient comes back to the float32 one.</summary>
    public Tensor Reduced(string name) => _parameters[name].to_type(precision);
}
