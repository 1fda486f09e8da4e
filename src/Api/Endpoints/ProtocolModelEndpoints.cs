using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Api.Health;
using Clearsight.Api.InferenceProtocol;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clearsight.Api.Endpoints;

/// <summary>The Open Inference Protocol, version 2: what a model is, and whether it answers.</summary>
internal static class ProtocolModelEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v2/models/{model}").WithTags(ProtocolServerEndpoints.Tag);
        group.MapGet("/", DescribeAsync).WithName("GetModelMetadata")
            .WithSummary("The tensors that the newest version of a model, or the selected one, takes and gives.")
            .Fails(404, 503)
            .WithResponseExample(Example);
        group.MapGet("/versions/{version}", DescribeVersionAsync).WithName("GetModelVersionMetadata")
            .WithSummary("The tensors that a model version takes and gives.")
            .Fails(404)
            .WithResponseExample(Example);
        group.MapGet("/ready", IsReadyAsync).WithName("GetModelReady")
            .WithSummary("Whether the newest version of a model, or the selected one, answers.")
            .WithDescription(Loads)
            .Fails(404)
            .WithResponseExample("""{ "name": "classify", "ready": true }""");
        group.MapGet("/versions/{version}/ready", IsVersionReadyAsync).WithName("GetModelVersionReady")
            .WithSummary("Whether a model version answers.")
            .WithDescription(Loads)
            .Fails(404)
            .WithResponseExample("""{ "name": "fashion-classifier", "ready": true }""");
    }

    /// <param name="model">A model's name, or <c>denoise</c> or <c>classify</c> for the version that is selected for it.</param>
    internal static async Task<Ok<ModelMetadata>> DescribeAsync(string model, ProtocolModels models, CancellationToken cancellationToken) =>
        TypedResults.Ok(await models.DescribeAsync(model, null, cancellationToken));

    /// <param name="model">A model's name.</param>
    /// <param name="version">The version's number.</param>
    internal static async Task<Ok<ModelMetadata>> DescribeVersionAsync(
        string model, string version, ProtocolModels models, CancellationToken cancellationToken) =>
        TypedResults.Ok(await models.DescribeAsync(model, version, cancellationToken));

    /// <param name="model">A model's name, or <c>denoise</c> or <c>classify</c> for the version that is selected for it.</param>
    internal static async Task<Results<Ok<ModelReady>, JsonHttpResult<ModelReady>>> IsReadyAsync(
        string model, HttpResponse response, ProtocolModels models, CancellationToken cancellationToken) =>
        Answer(response, model, await models.IsReadyAsync(model, null, cancellationToken));

    /// <param name="model">A model's name.</param>
    /// <param name="version">The version's number.</param>
    internal static async Task<Results<Ok<ModelReady>, JsonHttpResult<ModelReady>>> IsVersionReadyAsync(
        string model, string version, HttpResponse response, ProtocolModels models, CancellationToken cancellationToken) =>
        Answer(response, model, await models.IsReadyAsync(model, version, cancellationToken));

    private static Results<Ok<ModelReady>, JsonHttpResult<ModelReady>> Answer(HttpResponse response, string model, bool ready)
    {
        var body = new ModelReady(model, ready);
        return ready ? TypedResults.Ok(body) : NotReady.Answer(response, body);
    }

    private const string Loads = "Loads the model where it is not loaded yet. Status 503, with the same body, where it cannot be, or where nothing is selected.";

    private const string Example = """
        {
          "name": "fashion-classifier",
          "versions": ["2", "1"],
          "platform": "onnx_onnxv1",
          "inputs": [{ "name": "images", "datatype": "FP32", "shape": [-1, 1, 28, 28] }],
          "outputs": [
            { "name": "probabilities", "datatype": "FP32", "shape": [-1, 3], "labels": ["Trouser", "Sandal", "Ankle boot"] },
            { "name": "logits", "datatype": "FP32", "shape": [-1, 3], "labels": ["Trouser", "Sandal", "Ankle boot"] }
          ],
          "parameters": { "version": "2", "task": "classify", "digest": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }
        }
        """;
}
