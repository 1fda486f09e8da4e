using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Data;
using Clearsight.Learning.Evaluation;
using Clearsight.Learning.Export;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;
using Microsoft.ML.OnnxRuntime;

namespace Clearsight.Learning.Tests.Export;

/// <summary>Networks in whole numbers of eight bits, beside the same ones in floating point.</summary>
public sealed class QuantizedExportTests : IDisposable
{
    private const int Count = 60, Pixels = 28 * 28;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Networks => [NetworkIds.FashionCnn, NetworkIds.EncoderClassifier, NetworkIds.MirroredEncoderClassifier];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void Answers_are_about_those_of_floating_point(string network)
    {
        var (images, ranges) = Measure(network);
        var (whole, real) = (Run(Export(network, ranges), images, Count), Run(Export(network, null), images, Count));

        // By how far the logits of an image lie apart: what the order of the classes hangs on.
        var spread = real.Chunk(10).Average(logits => logits.Max() - logits.Min());
        var errors = whole.Zip(real, (one, other) => Math.Abs(one - other)).ToArray();
        Assert.InRange(errors.Max(), spread * 1e-6, spread * 0.1);
        Assert.InRange(errors.Average(), 0, spread * 0.02);
    }

    /// <summary>Sums of whole numbers do not depend on the order in which a batch of some size adds them.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void An_image_has_the_same_answer_alone_and_among_others_to_the_bit(string network)
    {
        var (images, ranges) = Measure(network);
        var path = Export(network, ranges);
        var alone = images.Chunk(Pixels).SelectMany(image => Run(path, image, 1));

        Assert.Equal(Run(path, images, Count).Select(BitConverter.SingleToInt32Bits), alone.Select(BitConverter.SingleToInt32Bits));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Equal_weights_and_ranges_give_equal_bytes(string network)
    {
        var ranges = Measure(network).Ranges;
        var first = File.ReadAllBytes(Export(network, ranges));
        Assert.Equal(first, File.ReadAllBytes(Export(network, ranges)));
        // A byte a weight in place of four.
        Assert.InRange(first.Length, 1, new FileInfo(Export(network, null)).Length / 2);
    }

    [Fact]
    public void A_signal_that_is_always_zero_has_a_range_to_divide()
    {
        using var weights = NetworkWeights.Initialize(NetworkCatalog.Create(NetworkIds.FashionCnn), seed: 3);
        using (TorchSharp.torch.no_grad())
        {
            weights.Flat.zero_();
        }

        var ranges = Ranges(NetworkCatalog.Create(NetworkIds.FashionCnn), weights);
        Assert.All(ranges, range => Assert.InRange(range, double.Epsilon, 1e-5));
        var path = _folder["zero.onnx"];
        OnnxExporter.Export(NetworkCatalog.Create(NetworkIds.FashionCnn), weights.ToNamedTensors(), path, ranges: ranges);
        Assert.All(Run(path, new float[Pixels], 1), logit => Assert.Equal(0, logit));
    }

    [Fact]
    public void What_is_not_computed_in_whole_numbers_has_no_ranges()
    {
        var network = NetworkCatalog.Create(NetworkIds.ResidualClassifier);
        using var weights = NetworkWeights.Initialize(network, seed: 3);
        Assert.Empty(Ranges(network, weights));
    }

    private static (float[] Images, IReadOnlyList<double> Ranges) Measure(string id)
    {
        var network = NetworkCatalog.Create(id);
        using var weights = NetworkWeights.Initialize(network, seed: 11);
        return (Array.ConvertAll(StrokeImages.Draw(Count, 28, seed: 5).Pixels.ToArray(), pixel => pixel / 255f), Ranges(network, weights));
    }

    private static IReadOnlyList<double> Ranges(Network network, NetworkWeights weights)
    {
        using var requests = new RightOfWay();
        using var lanes = new Lanes(2, requests);
        using var images = new ImageTensors(StrokeImages.Draw(Count, 28, seed: 5));
        return SignalRanges.Measure(network, weights, images, lanes, () => false)!;
    }

    private string Export(string id, IReadOnlyList<double>? ranges)
    {
        var network = NetworkCatalog.Create(id);
        using var weights = NetworkWeights.Initialize(network, seed: 11);
        var path = _folder[ranges is null ? "model.onnx" : "model.int8.onnx"];
        OnnxExporter.Export(network, weights.ToNamedTensors(), path, ranges: ranges);
        return path;
    }

    private static float[] Run(string path, float[] images, int count)
    {
        using var session = new InferenceSession(path);
        using var input = OrtValue.CreateTensorValueFromMemory(images, [count, 1, 28, 28]);
        using var options = new RunOptions();
        using var answers = session.Run(options, ["images"], [input], ["logits"]);
        return answers[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
