using Clearsight.Api.InferenceProtocol.Rpc;
using Clearsight.Api.Tests.Endpoints;
using Google.Protobuf;
using Grpc.Core;

namespace Clearsight.Api.Tests.InferenceProtocol;

public sealed class RpcBadInputTests
{
    private const string Key = "correct-horse-battery";
    private static readonly long[] Pair = [1, 1, 1, 2];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly (string What, Action<ModelInferRequest> Change, StatusCode Code, string Because)[] Wrong =
    [
        ("no model", request => request.ModelName = "nobody", StatusCode.NotFound, "no model 'nobody'"),
        ("no name", request => request.ModelName = "", StatusCode.NotFound, "no model ''"),
        ("no version", request => request.ModelVersion = "9", StatusCode.NotFound, "selected"),
        ("no input", request => request.Inputs.Clear(), StatusCode.InvalidArgument, "0 are given"),
        ("two inputs", request => request.Inputs.Add(request.Inputs[0].Clone()), StatusCode.InvalidArgument, "2 are given"),
        ("another input", request => request.Inputs[0].Name = "pixels", StatusCode.InvalidArgument, "no input 'pixels'"),
        ("another datatype", request => request.Inputs[0].Datatype = "INT8", StatusCode.InvalidArgument, "FP32, not 'INT8'"),
        ("another output", request => request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "x" }), StatusCode.InvalidArgument, "no output 'x'"),
        ("empty batch", request => request.Inputs[0].Shape[0] = 0, StatusCode.InvalidArgument, "one image is the least"),
        ("no shape", request => request.Inputs[0].Shape.Clear(), StatusCode.InvalidArgument, "[] is given"),
        ("negative length", request => request.Inputs[0].Shape[3] = -2, StatusCode.InvalidArgument, "[1, 1, 1, -2] is given"),
        ("too many images", request => request.Inputs[0].Shape[0] = 1025, StatusCode.InvalidArgument, "1024 are taken"),
        ("overflow", request => request.Inputs[0].Shape[3] = long.MaxValue, StatusCode.ResourceExhausted, "the most that is taken here"),
        ("more values", request => request.Inputs[0].Shape[3] = 3, StatusCode.InvalidArgument, "has 3 values, but 'fp32_contents' has 2"),
        ("no contents", request => request.Inputs[0].Contents = null, StatusCode.InvalidArgument, "'fp32_contents' has 0"),
        ("other contents", request => request.Inputs[0].Contents = new InferTensorContents { Fp64Contents = { 0, 1 } }, StatusCode.InvalidArgument, "'fp32_contents' has 0"),
        ("contents twice", request => request.RawInputContents.Add(ByteString.CopyFrom(new byte[8])), StatusCode.InvalidArgument, "only one can hold"),
        ("fewer bytes", request => Raw(request, 7), StatusCode.InvalidArgument, "8 in all, but 7 bytes are given"),
        ("bytes of two", request => Raw(request, 8, 8), StatusCode.InvalidArgument, "2 elements of 'raw_input_contents'"),
        ("NaN", request => request.Inputs[0].Contents.Fp32Contents[1] = float.NaN, StatusCode.InvalidArgument, "is NaN"),
        ("infinity", request => request.Inputs[0].Contents.Fp32Contents[1] = float.PositiveInfinity, StatusCode.InvalidArgument, "is Infinity"),
        ("a byte", request => request.Inputs[0].Contents.Fp32Contents[1] = 255, StatusCode.InvalidArgument, "divide bytes by 255"),
    ];

    [Fact]
    public async Task Whatever_does_not_fit_is_refused_with_a_status_and_a_sentence()
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var channel = host.Channel();
        foreach (var (what, change, code, because) in Wrong)
        {
            var request = RpcClient.Request("denoise", Pair, [0, 1]);
            change(request);
            var (status, detail) = await RpcClient.FailureAsync(channel.Service().ModelInferAsync(request, cancellationToken: Token));
            Assert.True(status == code && detail.Contains(because, StringComparison.Ordinal), $"{what}: {status}, {detail}");
        }

        Assert.Single((await channel.Service().ModelInferAsync(RpcClient.Request("denoise", Pair, [0, 1]), cancellationToken: Token)).Outputs);
    }

    [Fact]
    public async Task Metadata_and_readiness_of_a_model_that_is_not_there_are_not_found()
    {
        await using var host = new TestHost();
        using var channel = host.Channel();
        var client = channel.Service();
        Assert.Equal(StatusCode.NotFound, (await RpcClient.FailureAsync(client.ModelMetadataAsync(new ModelMetadataRequest { Name = "nobody" }, cancellationToken: Token))).Code);
        Assert.Equal(StatusCode.NotFound, (await RpcClient.FailureAsync(client.ModelReadyAsync(new ModelReadyRequest { Name = "nobody" }, cancellationToken: Token))).Code);
    }

    [Fact]
    public async Task Where_nothing_is_selected_the_call_is_unavailable_for_now()
    {
        await using var host = new TestHost();
        using var channel = host.Channel();
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await channel.Service().ModelInferAsync(RpcClient.Request("denoise", Pair, [0, 1]), cancellationToken: Token));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains("PUT /selection/denoise", failure.Status.Detail, StringComparison.Ordinal);
        Assert.NotNull(failure.Trailers.GetValue("retry-after"));
    }

    [Fact]
    public async Task A_full_house_is_an_exhausted_resource()
    {
        await using var host = await new TestHost { ["Inference:Places"] = "1", ["Inference:QueueLength"] = "0" }.WithModelsAsync();
        using var channel = host.Channel();
        using var place = await host.Get<Clearsight.Serving.Inference.InferenceGate>().EnterAsync(Token);
        var (code, detail) = await RpcClient.FailureAsync(channel.Service().ModelInferAsync(RpcClient.Request("denoise", Pair, [0, 1]), cancellationToken: Token));
        Assert.Equal(StatusCode.ResourceExhausted, code);
        Assert.Contains("try again", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_is_a_rate_limit()
    {
        await using var host = await new TestHost { ["Limits:RequestsPerSecond"] = "1", ["Limits:Burst"] = "1" }.WithModelsAsync();
        using var channel = host.Channel();
        var statuses = new List<StatusCode>();
        for (var call = 0; call < 3; call++)
        {
            var asked = channel.Service().ModelInferAsync(RpcClient.Request("denoise", Pair, [0, 1]), cancellationToken: Token);
            statuses.Add(await StatusAsync(asked));
        }

        Assert.Contains(StatusCode.ResourceExhausted, statuses);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_an_exhausted_resource()
    {
        await using var host = await new TestHost { ["InferenceProtocol:MaximumBytes"] = "4096" }.WithModelsAsync();
        using var channel = host.Channel();
        var large = RpcClient.RawRequest("denoise", [1, 1, 1, 2000], new float[2000]);
        Assert.Equal(StatusCode.ResourceExhausted, (await RpcClient.FailureAsync(channel.Service().ModelInferAsync(large, cancellationToken: Token))).Code);
    }

    [Theory]
    [InlineData(null, null, StatusCode.Unauthenticated)]
    [InlineData("x-api-key", "wrong-horse-battery", StatusCode.Unauthenticated)]
    [InlineData("x-api-key", Key, StatusCode.OK)]
    [InlineData("authorization", "Bearer " + Key, StatusCode.OK)]
    public async Task The_key_comes_as_metadata(string? header, string? value, StatusCode expected)
    {
        await using var host = new TestHost
        {
            ["Security:ApiKeys:0"] = Key,
            ["Security:RequireKeyForInference"] = "true",
            ["Security:RequireKeyForReads"] = "true",
        };
        await host.WithModelsAsync();
        using var channel = host.Channel();
        var client = channel.Service();
        var metadata = header is null ? [] : new Metadata { { header, value! } };
        Assert.Equal(expected, await StatusAsync(client.ModelInferAsync(RpcClient.Request("denoise", Pair, [0, 1]), metadata, cancellationToken: Token)));
        Assert.Equal(expected, await StatusAsync(client.ModelMetadataAsync(new ModelMetadataRequest { Name = "denoise" }, metadata, cancellationToken: Token)));
        Assert.Equal(StatusCode.OK, await StatusAsync(client.ServerReadyAsync(new ServerReadyRequest(), metadata, cancellationToken: Token)));
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_unimplemented()
    {
        await using var host = new TestHost();
        using var channel = host.Channel();
        var bytes = Marshallers.Create(_ => Array.Empty<byte>(), content => content);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "inference.GRPCInferenceService", "RepositoryModelLoad", bytes, bytes);
        var call = channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(cancellationToken: Token), []);
        Assert.Equal(StatusCode.Unimplemented, (await RpcClient.FailureAsync(call)).Code);
    }

    private static async Task<StatusCode> StatusAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }

    private static void Raw(ModelInferRequest request, params int[] lengths)
    {
        request.Inputs[0].Contents = null;
        request.RawInputContents.AddRange(lengths.Select(length => ByteString.CopyFrom(new byte[length])));
    }
}
