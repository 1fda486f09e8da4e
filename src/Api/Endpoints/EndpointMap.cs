using Clearsight.Api.Dashboard;
using Clearsight.Api.Hosting;
using Clearsight.Api.InferenceProtocol.Rpc;
using Clearsight.Api.Security;
using Clearsight.Domain;
using Clearsight.Workers;

namespace Clearsight.Api.Endpoints;

/// <summary>Every endpoint of the service, a line a resource. A resource is one file of this folder.</summary>
/// <remarks>
/// How an endpoint is written:
/// - <c>public static void Map(IEndpointRouteBuilder routes)</c> reads as a table of routes; named handlers follow
///   below it and return typed results (<c>Ok&lt;T&gt;</c>, <c>Results&lt;…&gt;</c>). They are internal, not private:
///   only then do their XML comments reach the document.
/// - What goes wrong is thrown as an exception of <c>DomainProblems.cs</c>; <c>ProblemTable</c> makes the answer of it.
///   No handler writes an error itself, and none catches what it cannot mend.
/// - <c>.WithTags("Jobs").WithName("GetJob").WithSummary("…")</c>, <c>.WithDescription("…")</c> where a sentence is not
///   enough, <c>.Fails(404, 409)</c> for its own errors (those that every endpoint can give are added by themselves),
///   <c>.WithRequestExample("json")</c> and <c>.WithResponseExample("json")</c>; XML comments of contracts and
///   parameters become descriptions. The document is pinned by a snapshot test.
/// - <c>.Gives(Access.Infer)</c> on inference; without it GET reads and every other method changes.
/// - Bodies are limited by <c>.WithMetadata(new RequestSizeLimitAttribute(bytes))</c>, long answers are exempt from the
///   request timeout by <c>.DisableRequestTimeout()</c>, which comes last.
/// </remarks>
internal static class EndpointMap
{
    public static void MapEndpoints(this WebApplication app)
    {
        HealthEndpoints.Map(app);
        if (app.Services.Role() != HostRole.Worker)
        {
            MapService(app);
        }

        MetricsEndpoint.Map(app);
    }

    /// <summary>What a host that only trains leaves to others.</summary>
    private static void MapService(WebApplication app)
    {
        DenoiseEndpoint.Map(app);
        DenoiseBatchEndpoint.Map(app);
        ClassifyEndpoint.Map(app);
        ClassifyBatchEndpoint.Map(app);
        ProtocolServerEndpoints.Map(app);
        ProtocolModelEndpoints.Map(app);
        ProtocolInferEndpoints.Map(app);
        app.MapRpc();
        RecipeEndpoints.Map(app);
        JobEndpoints.Map(app);
        JobTraceEndpoints.Map(app);
        JobArtifactEndpoints.Map(app);
        JobEventsEndpoint.Map(app);
        ModelEndpoints.Map(app);
        BundleEndpoints.Map(app);
        EvaluationEndpoints.Map(app);
        ComparisonEndpoint.Map(app);
        SelectionEndpoints.Map(app);
        ShadowEndpoints.Map(app);
        DatasetEndpoints.Map(app);
        PlotEndpoints.Map(app);
        WorkersEndpoint.Map(app);
        app.MapDashboard();
        app.MapJobDashboard("/hangfire").Gives(Access.Administer);
    }
}
