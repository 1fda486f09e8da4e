using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain.Models;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Models;
using SkiaSharp;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class ClassifyTests
{
    [Fact]
    public async Task The_answer_has_the_fields_of_the_contract_and_no_others()
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var answer = await host.PostImageAsync("/classify", Digit());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.JsonAsync();
        Assert.Equal(["model", "predictions", "preprocessing", "timing"], Names(body));
        Assert.Equal(["name", "version", "digest"], Names(body.GetProperty("model")));
        Assert.Equal(["inverted", "crop", "resizedFrom"], Names(body.GetProperty("preprocessing")));
        Assert.Equal(["width", "height"], Names(body.GetProperty("preprocessing").GetProperty("resizedFrom")));
        Assert.Equal(JsonValueKind.Null, body.GetProperty("preprocessing").GetProperty("crop").ValueKind);
        Assert.Equal(["decodeMs", "queueMs", "inferMs"], Names(body.GetProperty("timing")));
        Assert.Equal(10, body.GetProperty("predictions").GetArrayLength());
        Assert.Equal(["label", "index", "probability", "uncalibrated"], Names(body.GetProperty("predictions")[0]));
        Assert.Equal("some-classifier", body.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal("some-classifier:1", Assert.Single(answer.Headers.GetValues("X-Model")));
        Assert.Matches(@"^decode;dur=[\d.]+, queue;dur=[\d.]+, infer;dur=[\d.]+$", Assert.Single(answer.Headers.GetValues("Server-Timing")));
    }

    [Fact]
    public async Task Probabilities_descend_and_top_takes_the_first_of_them()
    {
        await using var host = await new TestHost().WithModelsAsync();
        var all = await PredictionsAsync(host, "/classify");
        Assert.Equal(all.OrderByDescending(prediction => prediction.Probability), all);
        Assert.Equal(1, all.Sum(prediction => prediction.Probability), 1e-5);
        Assert.Equal(all.Take(2), await PredictionsAsync(host, "/classify?top=2"));
    }

    [Fact]
    public async Task The_box_that_was_cut_out_is_told_in_pixels_of_the_image()
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var drawn = new SKBitmap(new SKImageInfo(200, 100, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(drawn);
        canvas.Clear(SKColors.White);
        using var ink = new SKPaint { Color = SKColors.Black };
        canvas.DrawRect(SKRect.Create(30, 20, 60, 40), ink);
        using var answer = await host.PostFormAsync("/classify", Drawing.Encode(drawn, "webp"));
        var preprocessing = (await answer.JsonAsync()).GetProperty("preprocessing");
        Assert.True(preprocessing.GetProperty("inverted").GetBoolean());
        Assert.Equal("""{"x":30,"y":20,"width":60,"height":40}""", preprocessing.GetProperty("crop").GetRawText());
        Assert.Equal("""{"width":200,"height":100}""", preprocessing.GetProperty("resizedFrom").GetRawText());
    }

    [Fact]
    public async Task Polarity_denoising_and_model_follow_the_query()
    {
        await using var host = await new TestHost().WithModelsAsync();
        await UntrainedModel.RegisterClassifierAsync(host.Get<IModelRegistry>(), seed: 5);
        var plain = await PredictionsAsync(host, "/classify?polarity=auto");
        Assert.Equal(plain, await PredictionsAsync(host, "/classify?polarity=asIs&denoise=false&model=some-classifier:1"));
        Assert.NotEqual(plain, await PredictionsAsync(host, "/classify?polarity=invert"));
        Assert.NotEqual(plain, await PredictionsAsync(host, "/classify?denoise=true"));
        Assert.NotEqual(plain, await PredictionsAsync(host, "/classify?model=some-classifier"));
    }

    [Theory]
    [InlineData("top=0", 422)]
    [InlineData("top=11", 422)]
    [InlineData("top=many", 422)]
    [InlineData("polarity=sideways", 422)]
    [InlineData("denoise=perhaps", 422)]
    [InlineData("model=some-denoiser", 422)]
    [InlineData("model=nobody", 404)]
    public async Task What_the_query_asks_for_must_make_sense(string query, int status)
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var answer = await host.PostImageAsync($"/classify?{query}", Digit());
        await answer.ProblemAsync(status);
    }

    [Theory]
    [InlineData("/classify?polarity=sideways&top=0&model=No Body", "model top polarity")]
    [InlineData("/denoise?size=large&model=No Body", "model size")]
    public async Task All_that_makes_no_sense_is_told_at_once(string path, string parameters)
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var answer = await host.PostImageAsync(path, Digit());
        Assert.Equal(parameters.Split(' '), (await answer.ReadProblemAsync(422)).Errors!.Select(error => error.Pointer));
    }

    [Fact]
    public async Task Without_a_model_the_caller_hears_how_to_get_one()
    {
        await using var host = new TestHost();
        using var answer = await host.PostImageAsync("/classify", Digit());
        Assert.Contains("PUT /selection/classify", await answer.ProblemAsync(503), StringComparison.Ordinal);

        await host.SelectAsync(await UntrainedModel.RegisterClassifierAsync(host.Get<IModelRegistry>(), seed: 2));
        using var noDenoiser = await host.PostImageAsync("/classify?denoise=true", Digit());
        Assert.Contains("PUT /selection/denoise", await noDenoiser.ProblemAsync(503), StringComparison.Ordinal);
        using var served = await host.PostImageAsync("/classify", Digit());
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task A_network_whose_numbers_run_over_is_no_failure_of_the_service()
    {
        await using var host = new TestHost();
        await host.SelectAsync(await UntrainedModel.RegisterClassifierAsync(host.Get<IModelRegistry>(), seed: 1, scale: 1e30));
        using var drawn = Drawing.Ring(28, 28, color: false);

        var detail = await (await host.PostImageAsync("/classify", Drawing.Encode(drawn, "png"))).ProblemAsync(503);

        Assert.Contains("some-classifier:1 answers this image with what is no number", detail, StringComparison.Ordinal);
        var infer = await host.Client.PostAsJsonAsync(
            "/v2/models/classify/infer",
            new { inputs = new[] { new { name = "images", shape = new[] { 1, 1, 28, 28 }, datatype = "FP32", data = Enumerable.Repeat(1, 784) } } },
            TestContext.Current.CancellationToken);
        await infer.ProblemAsync(503);
    }

    private static byte[] Digit()
    {
        using var drawn = Drawing.Ring(28, 28);
        return Drawing.Encode(drawn, "png");
    }

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(property => property.Name);

    private static async Task<IReadOnlyList<(string? Label, int Index, double Probability)>> PredictionsAsync(TestHost host, string path)
    {
        using var answer = await host.PostImageAsync(path, Digit());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. (await answer.JsonAsync()).GetProperty("predictions").EnumerateArray().Select(prediction => (
            prediction.GetProperty("label").GetString(), prediction.GetProperty("index").GetInt32(), prediction.GetProperty("probability").GetDouble()))];
    }
}
