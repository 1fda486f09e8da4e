using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Api.Health;
using Clearsight.Api.InferenceProtocol;
using Clearsight.Api.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clearsight.Api.Endpoints;

/// <summary>The Open Inference Protocol, version 2: the server as a whole.</summary>
internal static class ProtocolServerEndpoints
{
    public const string Tag = "Open Inference Protocol";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/v2/health").WithTags(Tag).Gives(Access.Open);
        health.MapGet("/live", Live).WithName("GetServerLive")
            .WithSummary("Whether the process runs and answers.")
            .WithResponseExample("""{ "live": true }""");
        health.MapGet("/ready", ReadyAsync).WithName("GetServerReady")
            .WithSummary("Whether requests are answered: database, storage and models are well.")
            .WithDescription("Status 503, with the same body, where a part is not well or the host is shutting down; `GET /health/ready` says which.")
            .WithResponseExample("""{ "live": true, "ready": true }""");

        var group = routes.MapGroup("/v2").WithTags(Tag);
        group.MapGet("/", Describe).WithName("GetServerMetadata")
            .WithSummary("The server's name, version and extensions.")
            .WithResponseExample("""{ "name": "clearsight", "version": "0.1.0", "extensions": ["binary_tensor_data", "model_repository(index)"] }""");
        group.MapPost("/repository/index", IndexAsync).WithName("GetRepositoryIndex").Gives(Access.Read)
            .WithSummary("Every version of every model, and whether it is loaded.")
            .WithDescription("All of them are answered: one that is not loaded is so by the first request that names it. The body may be missing.")
            .Fails(400, 415, 422)
            .WithRequestExample("""{ "ready": false }""")
            .WithResponseExample("""
                [
                  { "name": "fashion-classifier", "version": "1", "state": "READY", "reason": "" },
                  { "name": "fashion-transfer", "version": "1", "state": "UNAVAILABLE", "reason": "It is loaded by the first request that names it." }
                ]
                """);
    }

    internal static Ok<ServerLive> Live() => TypedResults.Ok(new ServerLive(true));

    internal static async Task<Results<Ok<ServerReady>, JsonHttpResult<ServerReady>>> ReadyAsync(
        HttpResponse response, ReadinessProbe probe, CancellationToken cancellationToken)
    {
        var ready = (await probe.AskAsync(cancellationToken)).IsReady;
        var body = new ServerReady(true, ready);
        return ready ? TypedResults.Ok(body) : NotReady.Answer(response, body);
    }

    internal static Ok<ServerMetadata> Describe() => TypedResults.Ok(ServerIdentity.Metadata);

    internal static async Task<Ok<IReadOnlyList<IndexedModel>>> IndexAsync(
        RepositoryIndexRequest? request, ProtocolModels models, CancellationToken cancellationToken) =>
        TypedResults.Ok(await models.IndexAsync(request?.Ready ?? false, cancellationToken));
}
