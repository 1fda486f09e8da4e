using Clearsight.Api.InferenceProtocol.Rpc;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Clearsight.Api.Tests.InferenceProtocol;

/// <summary>A client made from the .proto file by gRPC's own tools.</summary>
internal static class RpcClient
{
    /// <summary>Speaks to the host in memory.</summary>
    public static GrpcChannel Channel(this TestHost host) =>
        GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = host.Handler });

    public static GRPCInferenceService.GRPCInferenceServiceClient Service(this GrpcChannel channel) => new(channel);

    /// <summary>One input; its values as a list of numbers.</summary>
    public static ModelInferRequest Request(string model, long[] shape, IEnumerable<float> values)
    {
        var request = Empty(model, shape);
        request.Inputs[0].Contents = new InferTensorContents { Fp32Contents = { values } };
        return request;
    }

    /// <summary>One input; its values as bytes.</summary>
    public static ModelInferRequest RawRequest(string model, long[] shape, IEnumerable<float> values)
    {
        var request = Empty(model, shape);
        request.RawInputContents.Add(ByteString.CopyFrom(RestClient.LittleEndian(values)));
        return request;
    }

    /// <summary>The status and the sentence that a call fails with.</summary>
    public static async Task<(StatusCode Code, string Detail)> FailureAsync<T>(AsyncUnaryCall<T> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call);
        return (failure.StatusCode, failure.Status.Detail);
    }

    private static ModelInferRequest Empty(string model, long[] shape) => new()
    {
        ModelName = model,
        Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "images", Datatype = "FP32", Shape = { shape } } },
    };
}
