using Clearsight.Api.Security;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.InferenceProtocol.Rpc;

/// <summary>gRPC beside REST: the protocol's service, gRPC's own health service, and reflection for tools such as grpcurl.</summary>
internal static class RpcSetup
{
    // For the frame around a message, so that gRPC's own limit, which it can tell the client, comes first.
    private const int Frame = 4096;

    public static void AddRpc(this IServiceCollection services)
    {
        // Unknown methods are answered as unknown addresses are.
        services.AddGrpc(rpc => rpc.IgnoreUnknownServices = true)
            .AddServiceOptions<RpcInferenceService>(rpc => rpc.Interceptors.Add<RpcProblems>());
        services.AddOptions<GrpcServiceOptions<RpcInferenceService>>().Configure<IOptions<InferenceProtocolOptions>>(
            (rpc, limits) => rpc.MaxReceiveMessageSize = limits.Value.MaximumBytes);
        services.AddSingleton<RpcProblems>();
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks(health => health.Services.Map(GRPCInferenceService.Descriptor.FullName, _ => true));
    }

    public static void MapRpc(this IEndpointRouteBuilder routes)
    {
        var limits = routes.ServiceProvider.GetRequiredService<IOptions<InferenceProtocolOptions>>().Value;
        routes.MapGrpcService<RpcInferenceService>().WithMetadata(new RequestSizeLimitAttribute(limits.MaximumBytes + Frame));
        routes.MapGrpcHealthChecksService().Gives(Access.Open);
        routes.MapGrpcReflectionService().Gives(Access.Open);
    }
}
