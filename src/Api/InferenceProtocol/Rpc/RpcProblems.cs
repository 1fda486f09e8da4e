using Clearsight.Api.Problems;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Clearsight.Api.InferenceProtocol.Rpc;

/// <summary>What goes wrong in a method becomes a status by the same table as a problem of HTTP.</summary>
internal sealed class RpcProblems(IHostApplicationLifetime lifetime, ILogger<RpcProblems> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (OperationCanceledException)
        {
            throw Canceled(context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            var entry = ProblemTable.For(exception);
            if (entry.Kind == ProblemKind.Internal)
            {
                logger.LogError(exception, "Unhandled exception in {Method}", context.Method);
            }

            throw RpcStatus.Exception(entry);
        }
    }

    private RpcException Canceled(ServerCallContext context)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return RpcStatus.Exception(ProblemTable.ForStatus(StatusCodes.Status503ServiceUnavailable));
        }

        return context.GetHttpContext().Features.Get<IHttpRequestTimeoutFeature>() is { RequestTimeoutToken.IsCancellationRequested: true }
            ? RpcStatus.Exception(ProblemTable.ForStatus(StatusCodes.Status504GatewayTimeout))
            : new RpcException(Status.DefaultCancelled);
    }
}
