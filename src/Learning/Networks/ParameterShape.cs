namespace Clearsight.Learning.Networks;

/// <summary>One parameter of a network: its name in a safetensors file, its shape and how it starts.</summary>
/// <param name="Shape">Output, input, height, width of a convolution; output, input of a dense layer; output of a bias.</param>
/// <param name="InitialDeviation">Standard deviation of the normal distribution that it starts from; 0 for a bias.</param>
public sealed record ParameterShape(string Name, IReadOnlyList<int> Shape, double InitialDeviation)
{
    public int Count => Shape.Aggregate(1, (product, size) => checked(product * size));

    public bool IsBias => Shape.Count == 1;
}
