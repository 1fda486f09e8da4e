using Clearsight.Api.Contracts;
using Clearsight.Api.Health;
using Clearsight.Api.Security;
using Clearsight.Serving.Inference;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.InferenceProtocol.Rpc;

/// <summary>The Open Inference Protocol, version 2, over gRPC: what the routes under <c>/v2</c> do, by messages.</summary>
internal sealed class RpcInferenceService(
    ReadinessProbe probe, ProtocolModels models, BatchInference inference, IOptions<InferenceProtocolOptions> limits)
    : GRPCInferenceService.GRPCInferenceServiceBase
{
    [Gives(Access.Open)]
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    [Gives(Access.Open)]
    public override async Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        new() { Ready = (await probe.AskAsync(context.CancellationToken)).IsReady };

    [Gives(Access.Read)]
    public override async Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        new() { Ready = await models.IsReadyAsync(request.Name, request.Version, context.CancellationToken) };

    /// <summary>Without extensions: those of the server are of REST, and bytes are part of this way of calling.</summary>
    [Gives(Access.Read)]
    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerMetadataResponse { Name = ServerIdentity.Metadata.Name, Version = ServerIdentity.Metadata.Version });

    [Gives(Access.Read)]
    public override async Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context)
    {
        var model = await models.DescribeAsync(request.Name, request.Version, context.CancellationToken);
        return new ModelMetadataResponse
        {
            Name = model.Name,
            Versions = { model.Versions },
            Platform = model.Platform,
            Inputs = { model.Inputs.Select(Message) },
            Outputs = { model.Outputs.Select(Message) },
        };
    }

    [Gives(Access.Infer)]
    public override async Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        using var use = await models.EnterAsync(request.ModelName, request.ModelVersion, context.CancellationToken);
        var images = RpcTensors.Read(request, ModelSignature.Of(use.Model.Version), limits.Value);
        using var values = images.Values;
        var answer = await inference.RunAsync(use, images, context.CancellationToken);

        // Written out after this method has returned.
        context.GetHttpContext().Response.RegisterForDispose(answer);
        return RpcTensors.Answer(request, answer);
    }

    private static ModelMetadataResponse.Types.TensorMetadata Message(TensorMetadata tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.Datatype, Shape = { tensor.Shape.Select(length => (long)length) } };
}
