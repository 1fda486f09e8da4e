using Clearsight.Api.Batches;
using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Api.Problems;
using Clearsight.Api.Security;
using Clearsight.Serving.Inference;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Endpoints;

internal static class ClassifyBatchEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/classify/batch", ClassifyBatchAsync).WithTags("Inference").WithName("ClassifyBatch")
            .WithSummary("Says of each of many images what it is of; one bad image never fails the others.")
            .WithDescription(DocumentedBatch.Description
                + " Each image is prepared and answered as by `POST /classify`; where that would answer an error, the item has it as its `problem`.")
            .Gives(Access.Infer)
            .TakesBatch()
            .Produces<ClassifiedBatch>()
            .GivesHeaders(InferenceHeaders.Descriptions[..2])
            .Fails(400, 404, 408, 413, 415, 422, 429, 503)
            .WithResponseExample("""
                {
                  "model": { "name": "fashion-classifier", "version": 3, "digest": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
                  "items": [
                    {
                      "name": "ankle-boot.png",
                      "predictions": [{ "label": "Ankle boot", "index": 9, "probability": 0.9871, "uncalibrated": 0.9963 }]
                    },
                    {
                      "name": "notes.txt",
                      "problem": {
                        "type": "urn:clearsight:problem:unsupported-content",
                        "title": "This kind of content is not taken here",
                        "status": 415,
                        "detail": "This is not an image that is taken here; send PNG, JPEG, WebP, BMP or GIF.",
                        "instance": "/classify/batch",
                        "traceId": "4bf92f3577b34da6a3ce929d0e0e4736"
                      }
                    }
                  ]
                }
                """)
            .DisableRequestTimeout();

    /// <param name="model">The model to use instead of the selected one: <c>name</c> (its newest version) or <c>name:version</c>.</param>
    /// <param name="top">How many of the likeliest classes to answer, 1 to all of them (the default).</param>
    /// <param name="denoise">Whether the selected denoiser cleans the images first.</param>
    /// <param name="polarity"><c>auto</c> (the default) takes the negative where the background is light; <c>asIs</c> never, <c>invert</c> always.</param>
    internal static async Task ClassifyBatchAsync(
        string? model,
        int? top,
        bool? denoise,
        string? polarity,
        HttpContext context,
        Classifier classifier,
        BatchAnswer batch,
        IOptions<JsonOptions> json,
        CancellationToken cancellationToken)
    {
        batch.Expect(context.Request);
        var request = ClassifyEndpoint.Request(model, top, denoise, polarity);
        using var use = await classifier.EnterAsync(request, cancellationToken);
        var version = use.Model.Version;
        await batch.SendAsync<ClassifiedImage>(
            context,
            (image, token) => classifier.ClassifyAsync(image, use, token),
            begin: response =>
            {
                InferenceHeaders.Write(response, version);
                response.ContentType = "application/json; charset=utf-8";
            },
            write: (outcomes, pipe, token) => ClassifiedBatchJson.WriteAsync(
                outcomes, version, problem => context.Problem(ProblemTable.For(problem)), json.Value.SerializerOptions, pipe, token),
            cancellationToken);
    }
}
