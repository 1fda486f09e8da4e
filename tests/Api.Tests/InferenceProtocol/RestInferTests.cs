using System.Net;
using System.Text.Json.Nodes;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Domain.Models;
using Clearsight.Serving.Tests.Models;
using SkiaSharp;

namespace Clearsight.Api.Tests.InferenceProtocol;

public sealed class RestInferTests
{
    private static readonly long[] OneImage = [1, 1, 28, 28];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_answer_names_the_model_its_version_and_the_request()
    {
        await using var host = await new TestHost().WithModelsAsync();
        var request = RestClient.Request(OneImage, RestClient.Flat(RestClient.Picture(28, 28).Pixels));
        request["id"] = "Anfrage 42 – äöü";
        request["parameters"] = new JsonObject { ["priority"] = 3, ["somebody's"] = "own" };
        request["inputs"]![0]!["parameters"] = new JsonObject { ["content_type"] = "np" };
        using var response = await host.InferAsync("classify", request);
        var (answer, bytes) = await response.AnswerAsync();

        Assert.Empty(bytes);
        Assert.Equal(["model_name", "model_version", "id", "outputs"], answer.AsObject().Select(field => field.Key));
        Assert.Equal(("some-classifier", "1", "Anfrage 42 – äöü"), (
            answer["model_name"]!.GetValue<string>(), answer["model_version"]!.GetValue<string>(), answer["id"]!.GetValue<string>()));
        Assert.Equal(["probabilities", "logits"], answer["outputs"]!.AsArray().Select(output => output!["name"]!.GetValue<string>()));
        Assert.All(answer["outputs"]!.AsArray(), output =>
        {
            Assert.Equal("FP32", output!["datatype"]!.GetValue<string>());
            Assert.Equal([1, 10], output.Shape());
        });
        Assert.Equal("some-classifier:1", Assert.Single(response.Headers.GetValues("X-Model")));
    }

    [Fact]
    public async Task Probabilities_are_those_of_classify()
    {
        await using var host = await new TestHost().WithModelsAsync();
        var (png, pixels) = RestClient.Picture(28, 28);
        using var classified = await host.PostImageAsync("/classify?polarity=asIs", png);
        var predictions = (await classified.JsonAsync()).GetProperty("predictions").EnumerateArray()
            .OrderBy(prediction => prediction.GetProperty("index").GetInt32())
            .Select(prediction => prediction.GetProperty("probability").GetSingle());

        var answer = await AnswerAsync(host, "classify", RestClient.Request(OneImage, RestClient.Flat(pixels)));
        Assert.Equal(predictions, answer.Data("probabilities"));
        Assert.Equal(1, answer.Data("probabilities").Sum(), 1e-5);
    }

    [Theory]
    [InlineData(28, 28)]
    [InlineData(45, 31)]
    [InlineData(300, 270)]
    public async Task Cleaned_pixels_are_those_of_denoise(int width, int height)
    {
        await using var host = await new TestHost().WithModelsAsync();
        var (png, pixels) = RestClient.Picture(width, height);
        using var response = await host.PostImageAsync("/denoise", png);
        using var cleaned = SKBitmap.Decode(await response.Content.ReadAsByteArrayAsync(Token));

        var answer = await AnswerAsync(host, "denoise", RestClient.Request([1, 1, height, width], RestClient.Flat(pixels)));
        Assert.Equal([1, 1, height, width], answer["outputs"]![0]!.Shape());
        Assert.Equal(
            cleaned.Pixels.Select(pixel => (int)pixel.Red), answer.Data("denoised").Select(value => (int)Math.Round(value * 255, MidpointRounding.AwayFromZero)));
    }

    [Fact]
    public async Task Nested_arrays_say_what_flat_ones_do()
    {
        await using var host = await new TestHost().WithModelsAsync();
        var pixels = RestClient.Picture(28, 28).Pixels;
        var rows = new JsonArray([.. pixels.Chunk(28).Select(RestClient.Flat)]);
        var nested = RestClient.Request(OneImage, new JsonArray(new JsonArray(rows)));
        var flat = RestClient.Request(OneImage, RestClient.Flat(pixels));
        Assert.Equal((await AnswerAsync(host, "classify", flat)).Data("logits"), (await AnswerAsync(host, "classify", nested)).Data("logits"));
    }

    [Fact]
    public async Task A_batch_is_answered_as_its_images_are_one_by_one()
    {
        await using var host = await new TestHost().WithModelsAsync();
        float[][] images = [.. Enumerable.Range(0, 19).Select(image => RestClient.Picture(28, 28).Pixels.Select(pixel => pixel * image / 19).ToArray())];
        foreach (var (model, output) in ((string, string)[])[("classify", "logits"), ("denoise", "denoised")])
        {
            var batch = await AnswerAsync(host, model, RestClient.Request([19, 1, 28, 28], RestClient.Flat(images.SelectMany(image => image))));
            Assert.Equal(19, batch["outputs"]![0]!.Shape()[0]);
            var each = new List<float>();
            foreach (var image in images)
            {
                each.AddRange((await AnswerAsync(host, model, RestClient.Request(OneImage, RestClient.Flat(image)))).Data(output));
            }

            Assert.All(each.Zip(batch.Data(output)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Fact]
    public async Task Outputs_come_as_they_were_asked_for()
    {
        await using var host = await new TestHost().WithModelsAsync();
        var request = RestClient.Request(OneImage, RestClient.Flat(RestClient.Picture(28, 28).Pixels));
        request["outputs"] = JsonNode.Parse("""[{ "name": "logits", "parameters": { "classification": 3 } }, { "name": "probabilities" }]""");
        var answer = await AnswerAsync(host, "some-classifier/versions/1", request);
        Assert.Equal(["logits", "probabilities"], answer["outputs"]!.AsArray().Select(output => output!["name"]!.GetValue<string>()));

        request["outputs"] = JsonNode.Parse("""[{ "name": "logits" }]""");
        Assert.Single((await AnswerAsync(host, "some-classifier", request))["outputs"]!.AsArray());
    }

    [Fact]
    public async Task Fields_come_in_any_order_and_those_of_other_extensions_are_passed_over()
    {
        await using var host = await new TestHost().WithModelsAsync();
        var data = RestClient.Flat(RestClient.Picture(28, 28).Pixels).ToJsonString();
        using var response = await host.InferAsync("classify", $$"""
            {
              "outputs": [{ "parameters": { "other": null }, "name": "logits" }],
              "model_name": "somebody", "extra": [{ "deep": [1, 2] }],
              "inputs": [{ "data": {{data}}, "unknown": {}, "datatype": "FP32", "shape": [1, 1, 28, 28], "name": "images" }]
            }
            """);
        Assert.Equal(10, (await response.AnswerAsync()).Json.Data("logits").Length);
    }

    [Fact]
    public async Task Versions_answer_under_their_own_names()
    {
        await using var host = await new TestHost().WithModelsAsync();
        await UntrainedModel.RegisterClassifierAsync(host.Get<IModelRegistry>(), seed: 5);
        var request = RestClient.Request(OneImage, RestClient.Flat(RestClient.Picture(28, 28).Pixels));
        var first = await AnswerAsync(host, "some-classifier/versions/1", request);
        var second = await AnswerAsync(host, "some-classifier/versions/2", request);
        var newest = await AnswerAsync(host, "some-classifier", request);
        var selected = await AnswerAsync(host, "classify", request);
        Assert.Equal(["1", "2", "2", "1"], new[] { first, second, newest, selected }.Select(answer => answer["model_version"]!.GetValue<string>()));
        Assert.NotEqual(first.Data("logits"), second.Data("logits"));
        Assert.Equal(first.Data("logits"), selected.Data("logits"));
    }

    [Fact]
    public async Task Numbers_are_read_to_the_last_bit_however_they_are_written()
    {
        await using var host = await new TestHost().WithModelsAsync();
        string[] written =
        [
            "0", "-0", "1", "0.1", "1e-3", "0.000001e6", "0.12156862745098039", "0.3333333333333333148296162562473909929394721984863281",
            "1.401298464324817e-45", "5E-324", "0.99999998", "0.500000029802322387695312500", "123456789012345678901e-21",
        ];
        var expected = written.Select(float.Parse).ToArray();
        var (json, bytes) = ($"[{string.Join(",", written)}]", RestClient.LittleEndian(expected));
        long[] shape = [1, 1, 1, written.Length];
        using var text = await host.InferAsync("denoise", RestClient.Request(shape, JsonNode.Parse(json)).ToJsonString());
        using var binary = await host.InferAsync("denoise", RestClient.BinaryRequest(shape, bytes.Length), bytes);
        Assert.Equal((await binary.AnswerAsync()).Json.Data("denoised"), (await text.AnswerAsync()).Json.Data("denoised"));
    }

    [Fact]
    public async Task A_full_house_refuses_and_says_when_to_come_back()
    {
        await using var host = new TestHost { ["Inference:Places"] = "1", ["Inference:QueueLength"] = "0" };
        await host.WithModelsAsync();
        var request = RestClient.Request(OneImage, RestClient.Flat(RestClient.Picture(28, 28).Pixels));
        using (await host.Get<Clearsight.Serving.Inference.InferenceGate>().EnterAsync(Token))
        {
            using var refused = await host.InferAsync("classify", request);
            await refused.ProblemAsync(429);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        using var served = await host.InferAsync("classify", request);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    private static async Task<JsonNode> AnswerAsync(TestHost host, string path, JsonNode request)
    {
        using var response = await host.InferAsync(path, request);
        return (await response.AnswerAsync()).Json;
    }
}
