using Clearsight.Api.Documentation;
using Clearsight.Api.Problems;
using Clearsight.Api.Security;
using Clearsight.Api.Uploads;
using Clearsight.Domain;
using Clearsight.Serving.Images;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Endpoints;

public static class DenoiseEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/denoise", DenoiseAsync).WithTags("Inference").WithName("Denoise")
            .WithSummary("Cleans a noisy image: a PNG of the same width and height.")
            .WithDescription(
                "Grey in, grey out; colour is cleaned channel by channel; alpha is kept. The PNG carries the model and its digest as text. "
                + "An image that is damaged or ends early is invalid (422); one with more pixels than the limit is too large (413), "
                + "which its header decides before anything is decoded.")
            .Gives(Access.Infer)
            .TakesImage()
            .AnswersPng(InferenceHeaders.Descriptions)
            .Fails(400, 404, 413, 415, 422, 429, 503);

    /// <param name="model">The model to use instead of the selected one: <c>name</c> (its newest version) or <c>name:version</c>.</param>
    /// <param name="size">
    /// At which size the network sees the image: <c>native</c> (the default), its own, or <c>model</c>, that of the network's
    /// training images, and back.
    /// </param>
    public static async Task<FileContentHttpResult> DenoiseAsync(
        string? model, string? size, HttpContext context, Denoiser denoiser, IOptions<ImageOptions> limits, CancellationToken cancellationToken)
    {
        var denoiseSize = Size(model, size);
        using var upload = await ImageUpload.ReadAsync(context.Request, limits.Value.MaximumBytes, cancellationToken);
        var cleaned = await denoiser.DenoiseAsync(upload.Bytes, model, denoiseSize, cancellationToken);
        InferenceHeaders.Write(context.Response, cleaned.Model, cleaned.Timing, withEncode: true);
        return TypedResults.Bytes(cleaned.Png, "image/png");
    }

    /// <summary>What can be said of the parameters without the model.</summary>
    /// <exception cref="InvalidRequestException">Of each that is not allowed.</exception>
    internal static DenoiseSize Size(string? model, string? size)
    {
        var check = new RequestCheck();
        check.Read(() => ServedModels.Reference(model));
        var parsed = check.Read(() => Parse(size));
        check.Demand();
        return parsed;
    }

    private static DenoiseSize Parse(string? size) => size switch
    {
        null or "native" => DenoiseSize.Native,
        "model" => DenoiseSize.Model,
        _ => throw new InvalidRequestException("size", "size must be 'native' or 'model'."),
    };
}
