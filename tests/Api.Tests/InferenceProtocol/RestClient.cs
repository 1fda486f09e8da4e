using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Clearsight.Serving.Tests.Drawn;
using SkiaSharp;

namespace Clearsight.Api.Tests.InferenceProtocol;

/// <summary>
/// A client of the Open Inference Protocol that knows nothing but its specification: JSON objects, and bytes after them by
/// the extension for binary tensors.
/// </summary>
internal static class RestClient
{
    private const string JsonLength = "Inference-Header-Content-Length";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A request with one input tensor; <paramref name="data"/> is flat or nested JSON, or null to leave it out.</summary>
    public static JsonObject Request(IEnumerable<long> shape, JsonNode? data, string name = "images", string datatype = "FP32")
    {
        var input = new JsonObject
        {
            ["name"] = name,
            ["shape"] = new JsonArray([.. shape.Select(length => JsonValue.Create(length))]),
            ["datatype"] = datatype,
        };
        if (data is not null)
        {
            input["data"] = data;
        }

        return new JsonObject { ["inputs"] = new JsonArray(input) };
    }

    /// <summary>The same with the tensor's size as a parameter: its bytes follow the JSON.</summary>
    public static JsonObject BinaryRequest(IEnumerable<long> shape, long bytes)
    {
        var request = Request(shape, null);
        request["inputs"]![0]!["parameters"] = new JsonObject { ["binary_data_size"] = bytes };
        return request;
    }

    public static JsonArray Flat(IEnumerable<float> values) => new([.. values.Select(value => JsonValue.Create(value))]);

    public static Task<HttpResponseMessage> InferAsync(this TestHost host, string path, JsonNode request) =>
        host.InferAsync(path, request.ToJsonString());

    public static Task<HttpResponseMessage> InferAsync(this TestHost host, string path, string json) =>
        host.Client.PostAsync($"/v2/models/{path}/infer", new StringContent(json, Encoding.UTF8, "application/json"), Token);

    /// <param name="jsonLength">What the header says, where it is not the truth.</param>
    public static async Task<HttpResponseMessage> InferAsync(
        this TestHost host, string path, JsonNode request, byte[] bytes, string? jsonLength = null)
    {
        var json = Encoding.UTF8.GetBytes(request.ToJsonString());
        using var content = new ByteArrayContent([.. json, .. bytes]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.Add(JsonLength, jsonLength ?? json.Length.ToString());
        return await host.Client.PostAsync($"/v2/models/{path}/infer", content, Token);
    }

    /// <summary>The JSON of a successful answer, and what follows it.</summary>
    public static async Task<(JsonNode Json, byte[] Bytes)> AnswerAsync(this HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync(Token);
        Assert.True(response.IsSuccessStatusCode, Encoding.UTF8.GetString(body));
        var length = body.Length;
        if (response.Headers.TryGetValues(JsonLength, out var header))
        {
            length = int.Parse(header.Single());
            Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal(body.Length, response.Content.Headers.ContentLength);
        }
        else
        {
            Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        }

        return (JsonNode.Parse(body.AsSpan(0, length))!, body[length..]);
    }

    /// <summary>The values of an output that came as JSON.</summary>
    public static float[] Data(this JsonNode answer, string output) =>
        [.. answer["outputs"]!.AsArray().Single(tensor => tensor!["name"]!.GetValue<string>() == output)!["data"]!.AsArray()
            .Select(value => value!.GetValue<float>())];

    public static int[] Shape(this JsonNode tensor) => [.. tensor["shape"]!.AsArray().Select(length => length!.GetValue<int>())];

    public static byte[] LittleEndian(IEnumerable<float> values) =>
        [.. values.SelectMany(value => BitConverter.IsLittleEndian ? BitConverter.GetBytes(value) : [.. BitConverter.GetBytes(value).Reverse()])];

    public static float[] Floats(byte[] bytes) => [.. bytes.Chunk(4).Select(four => BitConverter.ToSingle(BitConverter.IsLittleEndian ? four : [.. four.Reverse()]))];

    /// <summary>A picture as the service takes it elsewhere, and its pixels as this protocol has them.</summary>
    public static (byte[] Png, float[] Pixels) Picture(int width, int height)
    {
        using var drawn = Drawing.Ring(width, height);
        return (Drawing.Encode(drawn, "png"), Pixels(drawn));
    }

    /// <summary>Of a grey picture.</summary>
    public static float[] Pixels(SKBitmap picture) => [.. picture.Pixels.Select(pixel => pixel.Red / 255f)];
}
