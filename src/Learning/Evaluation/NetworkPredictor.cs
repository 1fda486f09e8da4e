using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Native;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Evaluation;

/// <summary>
/// A trained network run by libtorch, arrays in and arrays out: what an export is compared with. Requests are
/// answered by Serving, which is faster and needs no libtorch.
/// </summary>
public sealed class NetworkPredictor : IDisposable
{
    private readonly Network _network;
    private readonly NetworkWeights _weights;

    /// <param name="network">One of <see cref="Domain.Recipes.NetworkIds"/>.</param>
    /// <exception cref="SafetensorsException">The tensors are not those of the network.</exception>
    public NetworkPredictor(string network, IReadOnlyList<NamedTensor> tensors, int classes = NetworkCatalog.DefaultClasses)
    {
        Libtorch.Prepare();
        _network = NetworkCatalog.Create(network, classes);
        _weights = NetworkWeights.From(_network, tensors);
    }

    /// <param name="pixels">Images × height × width values 0..1.</param>
    /// <returns>Class probabilities [images, classes], or cleaned pixels [images, height, width].</returns>
    public float[] Predict(float[] pixels, int height, int width) => Run(pixels, height, width, _network.Activate);

    /// <summary>The same before the last softmax or sigmoid.</summary>
    public float[] Logits(float[] pixels, int height, int width) => Run(pixels, height, width, logits => logits);

    public void Dispose() => _weights.Dispose();

    private float[] Run(float[] pixels, int height, int width, Func<Tensor, Tensor> last)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var images = tensor(pixels).view(-1, 1, height, width);
        return last(_network.Answer(_weights.Bind(), images)).contiguous().data<float>().ToArray();
    }
}
