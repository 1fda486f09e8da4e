using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain;

namespace Clearsight.Api.Tests.InferenceProtocol;

public sealed class RestBadInputTests(RestBadInputTests.SharedHost shared) : IClassFixture<RestBadInputTests.SharedHost>
{
    private const string Valid = """{"inputs": [{"name": "images", "shape": [1, 1, 1, 2], "datatype": "FP32", "data": [0, 1]}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", 400, "breaks at line 1")]
    [InlineData("{", 400, "breaks at line 1")]
    [InlineData("""{"inputs": [}""", 400, "breaks at line 1")]
    [InlineData("""{"inputs": [{"data": [NaN]}]}""", 400, "breaks at line 1")]
    [InlineData("""{"inputs": [{"data": [0, Infinity]}]}""", 400, "breaks at line 1")]
    [InlineData("""{"id": "\ud800", "inputs": []}""", 400, "no UTF-8")]
    [InlineData("{} {}", 400, "breaks at line 1")]
    [InlineData("[]", 422, "an object")]
    [InlineData("{}", 422, "0 are given")]
    [InlineData("""{"inputs": {}}""", 422, "an array")]
    [InlineData("""{"inputs": [7]}""", 422, "an object")]
    [InlineData("""{"inputs": [], "inputs": []}""", 422, "twice")]
    [InlineData("""{"id": 7, "inputs": []}""", 422, "a string")]
    [InlineData("""{"parameters": [], "inputs": []}""", 422, "an object")]
    [InlineData("""{"parameters": {"binary_data_output": 1}, "inputs": []}""", 422, "true or false")]
    public async Task A_body_that_is_no_request_is_refused(string body, int status, string because)
    {
        var host = shared.Host;
        using var answer = await host.InferAsync("denoise", body);
        var problem = await answer.ReadProblemAsync(status);
        Assert.Contains(because, problem.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", "\"pixels\"", "/inputs/0/name", "takes 'images'")]
    [InlineData("name", "3", "/inputs/0/name", "a string")]
    [InlineData("datatype", "\"UINT8\"", "/inputs/0/datatype", "FP32, not 'UINT8'")]
    [InlineData("datatype", "\"fp32\"", "/inputs/0/datatype", "FP32, not 'fp32'")]
    [InlineData("shape", "[1, 2]", "/inputs/0/shape", "[-1, 1, -1, -1]")]
    [InlineData("shape", "[1, 3, 1, 2]", "/inputs/0/shape", "[-1, 1, -1, -1]")]
    [InlineData("shape", "[-1, 1, 1, 2]", "/inputs/0/shape", "[-1, 1, 1, 2] is given")]
    [InlineData("shape", "[1, 1, 1.5, 2]", "/inputs/0/shape", "whole numbers")]
    [InlineData("shape", "[1, 1, \"1\", 2]", "/inputs/0/shape", "whole numbers")]
    [InlineData("shape", "[1, 1, 1, 99999999999999999999]", "/inputs/0/shape", "whole numbers")]
    [InlineData("shape", "7", "/inputs/0/shape", "an array")]
    [InlineData("shape", "[0, 1, 1, 2]", "/inputs/0/shape", "one image is the least")]
    [InlineData("shape", "[1, 1, 0, 2]", "/inputs/0/shape", "one image is the least")]
    [InlineData("shape", "[1025, 1, 1, 2]", "/inputs/0/shape", "1024 are taken at once")]
    [InlineData("shape", "[1, 1, 1, 3]", "/inputs/0/data", "has 3 values, but 2 are given")]
    [InlineData("shape", "[2, 1, 1, 2]", "/inputs/0/data", "has 4 values, but 2 are given")]
    [InlineData("data", "[]", "/inputs/0/data", "0 are given")]
    [InlineData("data", "7", "/inputs/0/data", "an array")]
    [InlineData("data", "[0, null]", "/inputs/0/data", "something else than a number after 1")]
    [InlineData("data", "[0, \"1\"]", "/inputs/0/data", "something else than a number after 1")]
    [InlineData("data", "[true, 1]", "/inputs/0/data", "something else than a number after 0")]
    [InlineData("data", "[[0], 1]", "/inputs/0/data", "unevenly")]
    [InlineData("data", "[[0, 1], []]", "/inputs/0/data", "unevenly")]
    [InlineData("data", "[[0], [1]]", "/inputs/0/data", "nested as [2, 1]")]
    [InlineData("data", "[[[[[[[[[[0, 1]]]]]]]]]]", "/inputs/0/data", "unevenly")]
    [InlineData("data", "[0, 1.0001]", "/inputs/0/data", "divide bytes by 255")]
    [InlineData("data", "[0, 255]", "/inputs/0/data", "Value 1 of 'images', in image 0, is 255;")]
    [InlineData("data", "[-0.001, 1]", "/inputs/0/data", "within 0..1")]
    [InlineData("data", "[0, 1e39]", "/inputs/0/data", "within 0..1")]
    [InlineData("data", "[0, 1e999]", "/inputs/0/data", "within 0..1")]
    [InlineData("parameters", "{\"binary_data_size\": 8}", "/inputs/0/parameters/binary_data_size", "only one")]
    [InlineData("parameters", "{\"binary_data_size\": -1}", "/inputs/0/parameters/binary_data_size", "number of bytes")]
    public async Task An_input_that_does_not_fit_is_refused_with_a_pointer_to_what_does_not(string field, string value, string pointer, string because)
    {
        var host = shared.Host;
        var request = JsonNode.Parse(Valid)!;
        request["inputs"]![0]![field] = JsonNode.Parse(value);
        using var answer = await host.InferAsync("denoise", request);
        var problem = await answer.ReadProblemAsync(422);
        Assert.Equal(pointer, Assert.Single(problem.Errors!).Pointer);
        Assert.Contains(because, problem.Error, StringComparison.Ordinal);

        using var next = await host.InferAsync("denoise", Valid);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("shape")]
    [InlineData("datatype")]
    [InlineData("data")]
    public async Task Every_field_of_an_input_is_needed(string field)
    {
        var host = shared.Host;
        var request = JsonNode.Parse(Valid)!;
        request["inputs"]![0]!.AsObject().Remove(field);
        using var answer = await host.InferAsync("denoise", request);
        Assert.NotNull((await answer.ReadProblemAsync(422)).Error);
    }

    [Fact]
    public async Task Everything_that_does_not_fit_is_told_at_once()
    {
        var host = shared.Host;
        using var answer = await host.InferAsync("classify", """
            {
              "inputs": [{"name": "a", "shape": [1, 1, 28, 27], "datatype": "INT8", "data": [0]}, {"name": "images", "shape": [1, 1, 28, 28], "datatype": "FP32"}],
              "outputs": [{"name": "labels"}, {"name": "logits"}, {"name": "logits"}, {}]
            }
            """);
        Assert.Equal(
            ["/inputs", "/inputs/0/name", "/inputs/0/datatype", "/inputs/0/shape", "/outputs/0/name", "/outputs/2/name", "/outputs/3/name"],
            (await answer.ReadProblemAsync(422)).Errors!.Select(error => error.Pointer));
    }

    [Theory]
    [InlineData("[1, 1, 4294967296, 4294967296]")]
    [InlineData("[1, 1, 9223372036854775807, 2]")]
    [InlineData("[1024, 1, 9223372036854775807, 9223372036854775807]")]
    [InlineData("[4, 1, 2147483648, 2147483649]")]
    public async Task A_shape_whose_product_overflows_is_too_large(string shape)
    {
        var host = shared.Host;
        var request = JsonNode.Parse(Valid)!;
        request["inputs"]![0]!["shape"] = JsonNode.Parse(shape);
        using var text = await host.InferAsync("denoise", request);
        Assert.Contains("the most that is taken here", (await text.ReadProblemAsync(413)).Error, StringComparison.Ordinal);

        using var binary = await host.InferAsync("denoise", RestClient.BinaryRequest(JsonNode.Parse(shape)!.AsArray().Select(length => length!.GetValue<long>()), 8), new byte[8]);
        await binary.ReadProblemAsync(413);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused(bool chunked)
    {
        await using var host = new TestHost { ["InferenceProtocol:MaximumBytes"] = "5000" };
        host.Listen();
        await host.WithModelsAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/denoise/infer")
        {
            Content = new StringContent(new string(' ', 3_000_000) + Valid, Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await host.Client.SendAsync(request, Token);
        await answer.ReadProblemAsync(413);
        using var next = await host.InferAsync("denoise", Valid);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Limits_are_the_hosts_to_set()
    {
        await using var host = await new TestHost { ["InferenceProtocol:MaximumItems"] = "2", ["InferenceProtocol:MaximumBytes"] = "4096" }.WithModelsAsync();
        using var two = await host.InferAsync("denoise", RestClient.Request([2, 1, 1, 1], RestClient.Flat([0, 1])));
        Assert.Equal(HttpStatusCode.OK, two.StatusCode);
        using var three = await host.InferAsync("denoise", RestClient.Request([3, 1, 1, 1], RestClient.Flat([0, 1, 0])));
        await three.ReadProblemAsync(422);
        using var large = await host.InferAsync("denoise", RestClient.BinaryRequest([1, 1, 1, 1025], 4100), new byte[3000]);
        await large.ReadProblemAsync(413);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("0", 400)]
    [InlineData("-3", 400)]
    [InlineData("+90", 400)]
    [InlineData("many", 400)]
    [InlineData("99999999999999999999", 400)]
    [InlineData("100000", 400)]
    [InlineData("17", 400)]
    public async Task A_header_that_is_not_the_length_of_the_json_is_refused(string length, int status)
    {
        var host = shared.Host;
        using var answer = await host.InferAsync("denoise", RestClient.BinaryRequest([1, 1, 1, 2], 8), new byte[8], length);
        await answer.ReadProblemAsync(status);
    }

    [Theory]
    [InlineData(8, 7, 400, "ends before the 8 bytes")]
    [InlineData(8, 0, 400, "ends before the 8 bytes")]
    [InlineData(8, 9, 400, "goes on")]
    [InlineData(12, 12, 422, "8 in all, but 'binary_data_size' is 12")]
    [InlineData(4, 4, 422, "8 in all, but 'binary_data_size' is 4")]
    [InlineData(9223372036854775807, 8, 422, "8 in all")]
    public async Task Bytes_that_are_not_as_many_as_announced_are_refused(long announced, int sent, int status, string because)
    {
        var host = shared.Host;
        using var answer = await host.InferAsync("denoise", RestClient.BinaryRequest([1, 1, 1, 2], announced), new byte[sent]);
        Assert.Contains(because, (await answer.ReadProblemAsync(status)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tensor_that_the_body_is_too_short_for_is_not_waited_for()
    {
        var json = Encoding.UTF8.GetBytes(RestClient.BinaryRequest([1, 1, 1_000, 1_000], 4_000_000).ToJsonString());
        using var content = new StalledContent(json, length: json.Length + 4);
        content.Headers.Add("Inference-Header-Content-Length", json.Length.ToString());

        using var answer = await shared.Host.Client.PostAsync("/v2/models/denoise/infer", content, Token);

        Assert.Contains("ends before the 4000000 bytes", (await answer.ReadProblemAsync(400)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_without_the_header_that_says_where_they_begin_are_refused()
    {
        var host = shared.Host;
        using var answer = await host.InferAsync("denoise", RestClient.BinaryRequest([1, 1, 1, 2], 8));
        Assert.Contains("Inference-Header-Content-Length", (await answer.ReadProblemAsync(400)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(-1e-30f)]
    [InlineData(255f)]
    public async Task Pixels_outside_of_zero_to_one_are_found_wherever_they_are(float value)
    {
        var host = shared.Host;
        foreach (var index in (int[])[0, 1, 783, 784, 2345, 3 * 784 - 1])
        {
            var pixels = new float[3 * 784];
            pixels[index] = value;
            var bytes = RestClient.LittleEndian(pixels);
            using var answer = await host.InferAsync("classify", RestClient.BinaryRequest([3, 1, 28, 28], bytes.Length), bytes);
            var problem = await answer.ReadProblemAsync(422);
            Assert.Contains($"Value {index} of 'images', in image {index / 784}, is {value};", problem.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("image/png")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_content_type_is_refused(string type)
    {
        var host = shared.Host;
        using var answer = await host.Client.PostAsync("/v2/models/denoise/infer", new StringContent(Valid, Encoding.UTF8, type), Token);
        await answer.ReadProblemAsync(415);
    }

    [Theory]
    [InlineData("nobody", 404)]
    [InlineData("some-denoiser/versions/9", 404)]
    [InlineData("some-denoiser/versions/x", 404)]
    [InlineData("denoise/versions/1", 404)]
    public async Task A_model_that_is_not_there_is_not_found(string path, int status)
    {
        var host = shared.Host;
        using var answer = await host.InferAsync(path, Valid);
        await answer.ReadProblemAsync(status);
    }

    [Fact]
    public async Task Damaged_requests_never_hurt_the_service()
    {
        var host = shared.Host;
        var random = new RandomStream(11, "requests/v2");
        var whole = Encoding.UTF8.GetBytes(Valid);
        for (var input = 0; input < 400; input++)
        {
            var damaged = whole.ToArray();
            for (var change = random.Below(4); change >= 0; change--)
            {
                damaged[random.Below(damaged.Length)] = (byte)random.Below(256);
            }

            using var content = new ByteArrayContent(damaged[..(damaged.Length - random.Below(damaged.Length / 8))]);
            if (random.Below(2) == 0)
            {
                content.Headers.Add("Inference-Header-Content-Length", random.Below(damaged.Length + 10).ToString());
            }

            using var answer = await host.Client.PostAsync("/v2/models/denoise/infer", content, Token);
            Assert.Contains((int)answer.StatusCode, (int[])[200, 400, 413, 422]);
        }
    }

    /// <summary>One for all of these tests: nothing that any of them sends may hurt the next one.</summary>
    public sealed class SharedHost : IAsyncLifetime
    {
        internal TestHost Host { get; } = new();

        public async ValueTask InitializeAsync() => await Host.WithModelsAsync();

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
