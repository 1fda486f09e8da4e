using Clearsight.Domain;
using Clearsight.Domain.Metrics;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Models;
using SkiaSharp;

namespace Clearsight.Serving.Tests.Inference;

public sealed class ClassifierTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_of_the_frames_size_reaches_the_network_untouched()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var drawn = Drawing.Ring(28, 28);
        var answer = await ClassifyAsync(host, Drawing.Encode(drawn, "png"));

        using var use = host.Get<SelectedModels>().Enter(TaskKind.Classify);
        var (expected, logits) = (new float[10], new float[10]);
        use.Model.Classify(drawn.Pixels.Select(pixel => pixel.Red / 255f).ToArray(), expected, logits);
        Assert.Equal(expected, answer.Predictions.OrderBy(prediction => prediction.Index).Select(prediction => prediction.Probability));
        Assert.Equal((false, null, 28, 28), (answer.Inverted, answer.Crop, answer.Width, answer.Height));
    }

    [Fact]
    public async Task Predictions_come_likeliest_first_and_sum_to_one()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var drawn = Drawing.Ring(28, 28);
        var answer = await ClassifyAsync(host, Drawing.Encode(drawn, "png"));
        Assert.Equal(10, answer.Predictions.Count);
        Assert.Equal(answer.Predictions.OrderByDescending(prediction => prediction.Probability), answer.Predictions);
        Assert.Equal(1, answer.Predictions.Sum(prediction => prediction.Probability), 1e-5);
        Assert.All(answer.Predictions, prediction => Assert.Equal($"class-{prediction.Index}", prediction.Label));

        var top = await ClassifyAsync(host, Drawing.Encode(drawn, "png"), new ClassifyRequest(Top: 3));
        Assert.Equal(answer.Predictions.Take(3), top.Predictions);
    }

    /// <summary>At 0.01 all but one probability are zero to a float: the order must still be that of the logits.</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.8)]
    [InlineData(2.5)]
    public async Task A_temperature_changes_probabilities_and_never_their_order(double temperature)
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var drawn = Drawing.Ring(28, 28);
        var image = Drawing.Encode(drawn, "png");
        var plain = await ClassifyAsync(host, image);
        var calibrated = await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 2, temperature);
        var answer = await ClassifyAsync(host, image, new ClassifyRequest(calibrated.Reference.ToString()));

        Assert.All(plain.Predictions, prediction => Assert.Equal(prediction.Probability, prediction.Uncalibrated, 1e-6f));
        Assert.Equal(plain.Predictions.Select(prediction => (prediction.Index, prediction.Uncalibrated)),
            answer.Predictions.Select(prediction => (prediction.Index, prediction.Uncalibrated)));
        var expected = new double[10];
        Probabilities.Softmax([.. answer.Predictions.Select(prediction => MathF.Log(prediction.Uncalibrated))], temperature, expected);
        Assert.Equal(expected, answer.Predictions.Select(prediction => (double)prediction.Probability), (left, right) => Math.Abs(left - right) < 1e-4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(-1)]
    public async Task More_or_fewer_classes_than_there_are_cannot_be_asked_for(int top)
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var drawn = Drawing.Ring(28, 28);
        var problem = await Assert.ThrowsAsync<InvalidRequestException>(
            () => ClassifyAsync(host, Drawing.Encode(drawn, "png"), new ClassifyRequest(Top: top)));
        Assert.Contains("from 1 to 10", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_light_background_is_inverted_unless_the_caller_says_otherwise()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var dark = Drawing.Ring(28, 28);
        using var light = Negative(dark);
        var expected = await ClassifyAsync(host, Drawing.Encode(dark, "png"));
        var inverted = await ClassifyAsync(host, Drawing.Encode(light, "png"));
        Assert.True(inverted.Inverted);
        Assert.Equal(expected.Predictions, inverted.Predictions);

        var asIs = await ClassifyAsync(host, Drawing.Encode(light, "png"), new ClassifyRequest(Polarity: Polarity.AsIs));
        var forced = await ClassifyAsync(host, Drawing.Encode(dark, "png"), new ClassifyRequest(Polarity: Polarity.Invert));
        Assert.Equal((false, true), (asIs.Inverted, forced.Inverted));
        Assert.Equal(asIs.Predictions, forced.Predictions);
    }

    [Fact]
    public async Task What_is_transparent_counts_as_white_paper()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        byte[][] transparent = [.. Enumerable.Range(0, 28).Select(y => Enumerable.Range(0, 28).SelectMany(x => (byte[])[0, Ink(x, y)]).ToArray())];
        byte[][] paper = [.. Enumerable.Range(0, 28).Select(y => Enumerable.Range(0, 28).Select(x => (byte)~Ink(x, y)).ToArray())];
        var answer = await ClassifyAsync(host, PngFile.Build(28, 28, 8, PngFile.GreyAlpha, transparent));
        var expected = await ClassifyAsync(host, PngFile.Build(28, 28, 8, PngFile.Grey, paper));
        Assert.True(answer.Inverted);
        Assert.Equal(expected.Predictions, answer.Predictions);
    }

    [Fact]
    public async Task A_large_picture_is_cut_to_its_content()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var drawn = Drawing.Ring(56, 56);
        using var canvasBitmap = new SKBitmap(new SKImageInfo(300, 200, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(canvasBitmap);
        canvas.Clear(SKColors.Black);
        canvas.DrawBitmap(drawn, 120, 70, SKSamplingOptions.Default);
        var answer = await ClassifyAsync(host, Drawing.Encode(canvasBitmap, "png"));
        Assert.Equal((300, 200), (answer.Width, answer.Height));
        var crop = Assert.NotNull(answer.Crop);
        Assert.InRange(crop.Left, 120, 130);
        Assert.InRange(crop.Right, 166, 176);
        Assert.InRange(crop.Height, crop.Width - 2, crop.Width + 2);
    }

    [Fact]
    public async Task The_picture_is_cleaned_first_when_asked()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var drawn = Drawing.Ring(28, 28);
        var image = Drawing.Encode(drawn, "png");
        var cleaned = await host.Get<Denoiser>().DenoiseAsync(image, model: null, DenoiseSize.Native, Cancellation);
        var inTwoSteps = await ClassifyAsync(host, cleaned.Png, new ClassifyRequest(Polarity: Polarity.AsIs));
        var inOne = await ClassifyAsync(host, image, new ClassifyRequest(Denoise: true));
        Assert.Equal(inTwoSteps.Predictions, inOne.Predictions);
        Assert.NotEqual((await ClassifyAsync(host, image)).Predictions, inOne.Predictions);
    }

    private static byte Ink(int x, int y) => (byte)(x is > 8 and < 20 && y is > 5 and < 24 ? 200 : 0);

    private static SKBitmap Negative(SKBitmap picture)
    {
        var negative = picture.Copy();
        negative.Pixels = [.. picture.Pixels.Select(pixel => new SKColor((byte)~pixel.Red, (byte)~pixel.Green, (byte)~pixel.Blue))];
        return negative;
    }

    private static Task<ClassifiedImage> ClassifyAsync(ServingHost host, byte[] image, ClassifyRequest? request = null) =>
        host.Get<Classifier>().ClassifyAsync(image, request ?? new ClassifyRequest(), Cancellation);
}
