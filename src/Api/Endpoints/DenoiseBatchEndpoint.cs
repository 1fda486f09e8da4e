using Clearsight.Api.Batches;
using Clearsight.Api.Documentation;
using Clearsight.Api.Problems;
using Clearsight.Api.Security;
using Clearsight.Serving.Inference;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Endpoints;

internal static class DenoiseBatchEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/denoise/batch", DenoiseBatchAsync).WithTags("Inference").WithName("DenoiseBatch")
            .WithSummary("Cleans many noisy images: a ZIP of PNGs; one bad image never fails the others.")
            .WithDescription(DocumentedBatch.Description
                + " Each image is cleaned as by `POST /denoise`. The PNGs come in the order of the images and under their names, ending in `.png`; "
                + "where that is not the image's own name, the entry's comment has that. Images that could not be cleaned are listed in "
                + "`errors.json`, the last entry: `{\"items\": [{\"name\": \"notes.txt\", \"problem\": { … }}]}`. Without any, there is none.")
            .Gives(Access.Infer)
            .TakesBatch()
            .AnswersZip()
            .GivesHeaders(InferenceHeaders.Descriptions[..2])
            .Fails(400, 404, 408, 413, 415, 422, 429, 503)
            .DisableRequestTimeout();

    /// <param name="model">The model to use instead of the selected one: <c>name</c> (its newest version) or <c>name:version</c>.</param>
    /// <param name="size">
    /// At which size the network sees the images: <c>native</c> (the default), their own, or <c>model</c>, that of the network's
    /// training images, and back.
    /// </param>
    internal static async Task DenoiseBatchAsync(
        string? model,
        string? size,
        HttpContext context,
        Denoiser denoiser,
        BatchAnswer batch,
        IOptions<JsonOptions> json,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        batch.Expect(context.Request);
        var denoiseSize = DenoiseEndpoint.Size(model, size);
        using var use = await denoiser.EnterAsync(model, cancellationToken);
        await batch.SendAsync<DenoisedImage>(
            context,
            (image, token) => denoiser.DenoiseAsync(image, use, denoiseSize, token),
            begin: response =>
            {
                InferenceHeaders.Write(response, use.Model.Version);
                response.ContentType = "application/zip";
                response.Headers.ContentDisposition = "attachment; filename=\"cleaned.zip\"";
            },
            write: (outcomes, pipe, token) => DenoisedBatchZip.WriteAsync(
                outcomes, problem => context.Problem(ProblemTable.For(problem)), json.Value.SerializerOptions, time, pipe, token),
            cancellationToken);
    }
}
