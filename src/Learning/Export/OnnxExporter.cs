using System.Globalization;
using Clearsight.Domain;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Networks;
using Google.Protobuf;

namespace Clearsight.Learning.Export;

/// <summary>
/// Writes a trained network as an ONNX model that computes what libtorch computes: input <c>images</c> FP32
/// [n, 1, height, width], 0..1; outputs <c>denoised</c> of the same shape, or <c>probabilities</c> and <c>logits</c>
/// [n, classes], the former the softmax of the latter over the model's temperature. Equal weights give equal bytes. Needs no libtorch.
/// </summary>
public static class OnnxExporter
{
    /// <summary>Height and width of the data sets that the networks were made for.</summary>
    private const int TrainedSize = 28;

    /// <param name="network">One of <see cref="Domain.Recipes.NetworkIds"/>.</param>
    /// <param name="safetensorsPath">The network's weights.</param>
    /// <param name="onnxPath">Is written, and replaced where it exists.</param>
    /// <param name="temperature">What a classifier's logits are divided by before they become probabilities.</param>
    /// <exception cref="NotFoundException">There is no such network.</exception>
    /// <exception cref="SafetensorsException">The file is not one, or has not the tensors of the network.</exception>
    public static void Export(string network, string safetensorsPath, string onnxPath, double temperature = 1)
    {
        var tensors = Safetensors.Read(safetensorsPath);
        Export(NetworkCatalog.Create(network, Classes(network, tensors)), tensors, onnxPath, temperature);
    }

    /// <inheritdoc cref="Export(string, string, string, double)"/>
    /// <param name="tensors">The network's weights.</param>
    /// <exception cref="SafetensorsException">The tensors are not those of the network.</exception>
    /// <param name="ranges">
    /// For the form in whole numbers of eight bits (<see cref="Network.DescribeQuantized"/>): as many as the network has
    /// <see cref="Network.QuantizedSignals"/>. Null for floating point.
    /// </param>
    public static void Export(
        Network network, IReadOnlyList<NamedTensor> tensors, string onnxPath, double temperature = 1, IReadOnlyList<double>? ranges = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        Check(network, tensors);
        var graph = new OnnxGraph(network.Id, tensors);
        Describe(network, graph, temperature, ranges);
        var (height, width) = (Size(network.InputShape[2]), Size(network.InputShape[3]));
        var model = network.Tiling is { } tiling
            ? graph.ToModel(("frame", $"{height}x{width}"), ("tiling", $"{tiling.Alignment},{tiling.Margin}"))
            : graph.ToModel(("frame", $"{height}x{width}"));
        using var file = new FileStream(onnxPath, FileMode.Create, FileAccess.Write, FileShare.None);
        model.WriteTo(file);
        file.Flush(flushToDisk: true);
    }

    private static void Describe(Network network, OnnxGraph graph, double temperature, IReadOnlyList<double>? ranges)
    {
        var (height, width) = (Dimension(network.InputShape[2], "height"), Dimension(network.InputShape[3], "width"));
        var images = graph.Input("images", "batch", "1", height, width);
        var logits = ranges is null ? network.Describe(graph, images) : network.DescribeQuantized(graph, images, ranges);
        if (network.Task == TaskKind.Denoise)
        {
            graph.Output(network.EndsInLogits ? graph.Sigmoid(logits) : graph.Clip(logits, 0, 1), "denoised", "batch", "1", height, width);
            return;
        }

        var classes = Dimension(network.OutputShape[1], "classes");
        graph.Output(graph.Softmax(temperature is 1 ? logits : graph.Divided(logits, "temperature", (float)temperature)), "probabilities", "batch", classes);
        graph.Output(logits, "logits", "batch", classes);
    }

    /// <summary>As many as the last layer has outputs; networks without classes do not mind.</summary>
    private static int Classes(string network, IReadOnlyList<NamedTensor> tensors)
    {
        var last = NetworkCatalog.Create(network).Parameters[^1].Name;
        return tensors.FirstOrDefault(tensor => tensor.Name == last) is { Shape: [var classes] } ? classes : NetworkCatalog.DefaultClasses;
    }

    private static void Check(Network network, IReadOnlyList<NamedTensor> tensors)
    {
        var needed = network.Parameters.Select(parameter => $"{parameter.Name} [{string.Join(", ", parameter.Shape)}]").ToHashSet(StringComparer.Ordinal);
        var given = tensors.Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Shape)}]").ToHashSet(StringComparer.Ordinal);
        if (!given.SetEquals(needed))
        {
            throw new SafetensorsException(
                $"The file has not the tensors of network '{network.Id}'. Missing: {Some(needed.Except(given))}. Not of the network: {Some(given.Except(needed))}.");
        }
    }

    /// <summary>A file may have thousands; nobody reads more than a few.</summary>
    private static string Some(IEnumerable<string> tensors)
    {
        var all = tensors.ToList();
        return all.Count == 0 ? "none" : string.Join(", ", all.Take(8)) + (all.Count > 8 ? $" and {all.Count - 8} others" : "");
    }

    private static int Size(int size) => size < 0 ? TrainedSize : size;

    private static string Dimension(int size, string free) => size < 0 ? free : size.ToString(CultureInfo.InvariantCulture);
}
