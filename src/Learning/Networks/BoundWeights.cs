using static TorchSharp.torch;

namespace Clearsight.Learning.Networks;

/// <summary>Parameters by name, each in the shape that its layer computes with; alive as long as the scope they were bound in.</summary>
internal sealed class BoundWeights(IEnumerable<(string Name, Tensor Tensor)> parameters)
{
    private readonly Dictionary<string, Tensor> _parameters =
        parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Tensor, StringComparer.Ordinal);

    public Tensor this[string name] => _parameters[name];
}
