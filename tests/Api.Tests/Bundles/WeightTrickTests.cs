using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Tests.Bundles;

/// <summary>Weights that are no safetensors file of the network, in bundles whose digests are right.</summary>
public sealed class WeightTrickTests : IAsyncLifetime
{
    private readonly TestHost _host = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(ulong.MaxValue, "at most 1048576")]
    [InlineData((1UL << 20) + 1, "at most 1048576")]
    [InlineData(1_000_000UL, "longer than the file")]
    [InlineData(0UL, "opening brace")]
    [InlineData(100UL, "JSON")]
    public Task A_header_of_another_length_is_refused(ulong length, string says) =>
        RefusedAsync(weights => BinaryPrimitives.WriteUInt64LittleEndian(weights, length), says);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public Task A_value_that_is_no_number_is_refused(float value) =>
        RefusedAsync(weights => BinaryPrimitives.WriteSingleLittleEndian(weights.AsSpan(weights.Length - 4), value), "not a finite number");

    [Theory]
    [InlineData("dtype", "\"F16\"", "type F32")]
    [InlineData("dtype", "\"I64\"", "type F32")]
    [InlineData("shape", "[10, 10]", "another number of bytes")]
    [InlineData("shape", "[2147483647, 2147483647, 2147483647]", "another number of bytes")]
    [InlineData("shape", "[-10]", "whole number")]
    [InlineData("data_offsets", "[4, 44]", "hole")]
    [InlineData("data_offsets", "[0, 9223372036854775807]", "whole number")]
    [InlineData("data_offsets", "[40, 0]", "not before the first")]
    [InlineData("loader", "\"pickle\"", "nothing else")]
    public Task A_header_that_lies_is_refused(string field, string value, string says) =>
        RefusedAsync(weights => WithHeader(weights, header => header["classifier.0.bias"]![field] = JsonNode.Parse(value)), says);

    [Fact]
    public Task A_tensor_of_another_name_is_refused() => RefusedAsync(
        weights => WithHeader(weights, header =>
        {
            var tensor = header["classifier.0.bias"];
            header.Remove("classifier.0.bias");
            header["classifier.1.bias"] = tensor;
        }),
        "Missing: classifier.0.bias [10]. Not of the network: classifier.1.bias [10].");

    [Fact]
    public Task A_tensor_of_another_shape_is_refused() => RefusedAsync(
        weights => WithHeader(weights, header => header["classifier.0.weight"]!["shape"] = new JsonArray(256, 10)), "Missing: classifier.0.weight [10, 256].");

    [Fact]
    public Task A_name_that_is_a_path_is_refused() =>
        RefusedAsync(weights => WithHeader(weights, header => header["../../evil"] = header["classifier.0.bias"]!.DeepClone()), "A tensor's name");

    [Fact]
    public Task A_file_that_ends_early_is_refused() => RefusedAsync(weights => weights[..^4], "accounts for");

    [Fact]
    public Task A_file_that_goes_on_is_refused() => RefusedAsync(weights => [.. weights, 0, 0, 0, 0], "accounts for");

    [Fact]
    public async Task Weights_of_another_network_are_refused() => await RefusedAsync(_ => BundleFiles.Of("mnist-denoiser").Files[ModelFiles.Weights], "has not the tensors of network 'mirrored-encoder-classifier'");

    [Fact]
    public Task Weights_that_no_float_can_be_multiplied_with_are_refused() => RefusedAsync(
        weights =>
        {
            for (var at = weights.Length - 12_000; at < weights.Length; at += 4)
            {
                BinaryPrimitives.WriteSingleLittleEndian(weights.AsSpan(at), float.MaxValue);
            }
        },
        "what is no number");

    private Task RefusedAsync(Action<byte[]> change, string says) => RefusedAsync(
        weights =>
        {
            change(weights);
            return weights;
        },
        says);

    private async Task RefusedAsync(Func<byte[], byte[]> change, string says)
    {
        var bundle = BundleFiles.Of("fashion-transfer");
        bundle.With(ModelFiles.Weights, change(bundle.Files[ModelFiles.Weights]));

        var error = Assert.Single((await _host.RefusedAsync(bundle.Sealed().Pack(), 422)).Errors!);

        Assert.Equal(ModelFiles.Weights, error.Pointer);
        Assert.Contains(says, error.Detail, StringComparison.Ordinal);
    }

    /// <summary>The same values behind a changed header.</summary>
    private static byte[] WithHeader(byte[] weights, Action<JsonObject> change)
    {
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(weights);
        var header = JsonNode.Parse(weights.AsSpan(8, length))!.AsObject();
        change(header);
        var json = Encoding.UTF8.GetBytes(header.ToJsonString());
        var start = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(start, (ulong)json.Length);
        return [.. start, .. json, .. weights[(8 + length)..]];
    }
}
