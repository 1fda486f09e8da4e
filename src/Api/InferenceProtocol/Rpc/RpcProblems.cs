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

            throw Failure(context, entry);
        }
    }

    private RpcException Canceled(ServerCallContext context)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Failure(context, ProblemTable.ForStatus(StatusCodes.Status503ServiceUnavailable));
        }

        if (context.GetHttpContext().Features.Get<IHttpRequestTimeoutFeature>() is { RequestTimeoutToken.IsCancellationRequested: true })
        {
            return Failure(context, ProblemTable.ForStatus(StatusCodes.Status504GatewayTimeout));
        }

        context.GetHttpContext().FailedBy(FailureReason.ClientGone);
        return new RpcException(Status.DefaultCancelled);
    }

    private static RpcException Failure(ServerCallContext context, ProblemTable.Entry entry)
    {
        context.GetHttpContext().FailedBy(entry.Kind.Name);
        return RpcStatus.Exception(entry);
    }
}
