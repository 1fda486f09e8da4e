using Clearsight.Api.Documentation;
using Clearsight.Api.InferenceProtocol;
using Clearsight.Api.InferenceProtocol.Rest;
using Clearsight.Api.Security;
using Clearsight.Serving.Inference;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Endpoints;

/// <summary>The Open Inference Protocol, version 2: tensors in, tensors out.</summary>
internal static class ProtocolInferEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v2/models/{model}").WithTags(ProtocolServerEndpoints.Tag).Gives(Access.Infer);
        group.MapPost("/infer", InferAsync).WithName("Infer")
            .WithSummary("What the newest version of a model, or the selected one, makes of a batch of images.")
            .WithDescription(Description)
            .TakesAndGivesTensors()
            .Fails(400, 404, 413, 415, 422, 429, 503);
        group.MapPost("/versions/{version}/infer", InferByVersionAsync).WithName("InferByVersion")
            .WithSummary("What a model version makes of a batch of images.")
            .WithDescription(Description)
            .TakesAndGivesTensors()
            .Fails(400, 404, 413, 415, 422, 429, 503);
    }

    /// <param name="model">A model's name, or <c>denoise</c> or <c>classify</c> for the version that is selected for it.</param>
    internal static Task InferAsync(
        string model,
        HttpContext context,
        ProtocolModels models,
        BatchInference inference,
        IOptions<InferenceProtocolOptions> limits,
        CancellationToken cancellationToken) => AnswerAsync(context, model, null, models, inference, limits.Value, cancellationToken);

    /// <param name="model">A model's name.</param>
    /// <param name="version">The version's number.</param>
    internal static Task InferByVersionAsync(
        string model,
        string version,
        HttpContext context,
        ProtocolModels models,
        BatchInference inference,
        IOptions<InferenceProtocolOptions> limits,
        CancellationToken cancellationToken) => AnswerAsync(context, model, version, models, inference, limits.Value, cancellationToken);

    private static async Task AnswerAsync(
        HttpContext context,
        string model,
        string? version,
        ProtocolModels models,
        BatchInference inference,
        InferenceProtocolOptions limits,
        CancellationToken cancellationToken)
    {
        using var use = await models.EnterAsync(model, version, cancellationToken);
        using var asked = await RestInferRequest.ReadAsync(context.Request, ModelSignature.Of(use.Model.Version), limits, cancellationToken);
        using var answer = await inference.RunAsync(use, asked.Images, cancellationToken);
        InferenceHeaders.Write(context.Response, answer);
        await RestInferAnswer.WriteAsync(context.Response, asked.Request, answer, cancellationToken);
    }

    private const string Description =
        "The model's metadata tells its tensors: `images` in, grey pixels within 0..1; out comes `denoised`, or `probabilities` and `logits`. "
        + "By the extension `binary_tensor_data` a tensor may come as little-endian bytes after the JSON, whose length the header "
        + "`Inference-Header-Content-Length` tells, and outputs go the same way where `binary_data` or `binary_data_output` ask for it. "
        + "Fields and parameters that the service does not know are passed over.";
}
