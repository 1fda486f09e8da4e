using System.Text.Json.Nodes;
using Clearsight.Api.Tests.Endpoints;

namespace Clearsight.Api.Tests.InferenceProtocol;

/// <summary>The extension for binary tensors.</summary>
public sealed class RestBinaryTests
{
    private static readonly long[] TwoImages = [2, 1, 28, 28];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_are_answered_as_numbers_are()
    {
        await using var host = await new TestHost().WithModelsAsync();
        var pixels = Images();
        using var text = await host.InferAsync("classify", RestClient.Request(TwoImages, RestClient.Flat(pixels)));
        using var binary = await BinaryAsync(host, "classify", pixels);
        Assert.Equal((await text.AnswerAsync()).Json["outputs"]!.ToJsonString(), (await binary.AnswerAsync()).Json["outputs"]!.ToJsonString());
    }

    [Fact]
    public async Task All_outputs_come_as_bytes_where_the_request_says_so()
    {
        await using var host = await new TestHost().WithModelsAsync();
        var pixels = Images();
        using var text = await BinaryAsync(host, "classify", pixels);
        using var binary = await BinaryAsync(host, "classify", pixels, request => request["parameters"] = new JsonObject { ["binary_data_output"] = true });
        var expected = (await text.AnswerAsync()).Json;
        var (json, bytes) = await binary.AnswerAsync();
        Assert.All(json["outputs"]!.AsArray(), output =>
        {
            Assert.Null(output!["data"]);
            Assert.Equal([2, 10], output.Shape());
            Assert.Equal(80, output["parameters"]!["binary_data_size"]!.GetValue<int>());
        });
        Assert.Equal([.. expected.Data("probabilities"), .. expected.Data("logits")], RestClient.Floats(bytes));
    }

    [Theory]
    [InlineData("""[{ "name": "logits", "parameters": { "binary_data": true } }, { "name": "probabilities" }]""", false)]
    [InlineData("""[{ "name": "logits" }, { "name": "probabilities", "parameters": { "binary_data": false } }]""", true)]
    public async Task An_output_may_say_otherwise_than_the_request(string outputs, bool all)
    {
        await using var host = await new TestHost().WithModelsAsync();
        var pixels = Images();
        using var text = await BinaryAsync(host, "classify", pixels);
        using var mixed = await BinaryAsync(host, "classify", pixels, request =>
        {
            request["outputs"] = JsonNode.Parse(outputs);
            request["parameters"] = new JsonObject { ["binary_data_output"] = all };
        });
        var expected = (await text.AnswerAsync()).Json;
        var (json, bytes) = await mixed.AnswerAsync();
        Assert.Equal(expected.Data("logits"), RestClient.Floats(bytes));
        Assert.Equal(expected.Data("probabilities"), json.Data("probabilities"));
    }

    [Fact]
    public async Task Numbers_in_json_may_be_answered_with_bytes()
    {
        await using var host = await new TestHost().WithModelsAsync();
        var request = RestClient.Request(TwoImages, RestClient.Flat(Images()));
        request["parameters"] = new JsonObject { ["binary_data_output"] = true };
        using var response = await host.InferAsync("denoise", request);
        Assert.Equal(2 * 784, RestClient.Floats((await response.AnswerAsync()).Bytes).Length);
    }

    [Fact]
    public async Task The_header_may_name_the_length_of_a_request_without_bytes()
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var response = await host.InferAsync("classify", RestClient.Request(TwoImages, RestClient.Flat(Images())), []);
        Assert.Equal(20, (await response.AnswerAsync()).Json.Data("logits").Length);
    }

    [Fact]
    public async Task Over_a_socket_in_chunks_it_is_the_same()
    {
        await using var host = new TestHost();
        host.Listen();
        await host.WithModelsAsync();
        var pixels = Images();
        var bytes = RestClient.LittleEndian(pixels);
        using var whole = await BinaryAsync(host, "denoise", pixels);
        var json = System.Text.Encoding.UTF8.GetBytes(RestClient.BinaryRequest(TwoImages, bytes.Length).ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/denoise/infer")
        {
            Content = new StreamContent(new MemoryStream([.. json, .. bytes]), 1000),
        };
        request.Content.Headers.Add("Inference-Header-Content-Length", json.Length.ToString());
        request.Headers.TransferEncodingChunked = true;
        using var chunked = await host.Client.SendAsync(request, Token);
        Assert.Equal((await whole.AnswerAsync()).Json.Data("denoised"), (await chunked.AnswerAsync()).Json.Data("denoised"));
    }

    private static float[] Images()
    {
        var pixels = RestClient.Picture(28, 28).Pixels;
        return [.. pixels, .. pixels.Select(pixel => 1 - pixel)];
    }

    private static Task<HttpResponseMessage> BinaryAsync(TestHost host, string model, float[] pixels, Action<JsonObject>? change = null)
    {
        var bytes = RestClient.LittleEndian(pixels);
        var request = RestClient.BinaryRequest(TwoImages, bytes.Length);
        change?.Invoke(request);
        return host.InferAsync(model, request, bytes);
    }
}
