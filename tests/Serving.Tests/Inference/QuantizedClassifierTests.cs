using Clearsight.Domain;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Models;

namespace Clearsight.Serving.Tests.Inference;

/// <summary>A version with a form in whole numbers: pictures get it, tensors do not.</summary>
public sealed class QuantizedClassifierTests
{
    private static readonly double[] Ranges = [2, 4, 8];
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pictures_are_classified_in_whole_numbers_and_tensors_in_floating_point()
    {
        await using var host = await StartAsync();
        var (picture, real, whole) = await AnswersAsync(host);

        Assert.Equal(whole, Probabilities(picture));
        Assert.NotEqual(whole, real);
        Assert.Equal(0, whole.Zip(real).Max(pair => Math.Abs(pair.First - pair.Second)), 0.1f);
        Assert.Equal(real, await TensorAsync(host));
    }

    [Fact]
    public async Task In_floating_point_where_the_host_is_told_so()
    {
        await using var host = await StartAsync(("Inference:Quantized", "false"));
        var (picture, real, whole) = await AnswersAsync(host);

        Assert.Equal(real, Probabilities(picture));
        Assert.Equal(real, whole);
    }

    [Fact]
    public async Task A_version_without_the_form_answers_pictures_in_floating_point()
    {
        await using var host = await StartAsync();
        var plain = await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 2);
        var answer = await host.Get<Classifier>().ClassifyAsync(Picture(), new ClassifyRequest(plain.Reference.ToString()), Cancellation);

        Assert.Equal((await AnswersAsync(host)).Real, Probabilities(answer));
    }

    private static async Task<ServingHost> StartAsync(params (string Key, string Value)[] options)
    {
        var host = await ServingHost.StartAsync(options);
        await host.SelectAsync(await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 2, ranges: Ranges));
        return host;
    }

    private static byte[] Picture()
    {
        using var drawn = Drawing.Ring(28, 28);
        return Drawing.Encode(drawn, "png");
    }

    private static float[] Pixels()
    {
        using var drawn = Drawing.Ring(28, 28);
        return [.. drawn.Pixels.Select(pixel => pixel.Red / 255f)];
    }

    private static IEnumerable<float> Probabilities(ClassifiedImage answer) =>
        answer.Predictions.OrderBy(prediction => prediction.Index).Select(prediction => prediction.Probability);

    private static async Task<(ClassifiedImage Picture, float[] Real, float[] Whole)> AnswersAsync(ServingHost host)
    {
        using var use = host.Get<SelectedModels>().Enter(TaskKind.Classify);
        var (real, whole) = (new float[10], new float[10]);
        use.Model.Classify(Pixels(), real, new float[10]);
        use.Model.Classify(Pixels(), whole, new float[10], ofPictures: true);
        return (await host.Get<Classifier>().ClassifyAsync(Picture(), new ClassifyRequest(), Cancellation), real, whole);
    }

    private static async Task<float[]> TensorAsync(ServingHost host)
    {
        using var values = PooledFloats.OfLength(28 * 28);
        Pixels().CopyTo(values.Span);
        using var use = host.Get<SelectedModels>().Enter(TaskKind.Classify);
        using var answer = await host.Get<BatchInference>().RunAsync(use, new ImageBatch(values, 1, 28, 28), Cancellation);
        return [.. answer.Outputs[0].Values.Span];
    }
}
