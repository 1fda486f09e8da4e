using Clearsight.Api.Contracts;
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

public static class ClassifyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/classify", ClassifyAsync).WithTags("Inference").WithName("Classify")
            .WithSummary("Says what an image is of: the probability of each class.")
            .WithDescription(
                "Any image is made into what the network was trained on: turned upright, transparent parts laid over white, grey, light on dark, "
                + "cut to its content, and fitted into the frame the way the data set's images were made; the background becomes black. "
                + "What was done is in `preprocessing`. An image whose content reaches the border, or that has no clear background, is not cut: `crop` is null, and all of it is fitted. "
                + "So it is with an image of one level, of which the network sees an empty frame: an answer, but one that says nothing. "
                + "An image of the frame's own size (28 × 28) with a dark border passes through untouched. "
                + "A probability is calibrated by the model's temperature, which was fitted on the validation images; beside it stands what it would be without.")
            .Gives(Access.Infer)
            .TakesImage()
            .Fails(400, 404, 413, 415, 422, 429, 503)
            .WithResponseExample("""
                {
                  "model": { "name": "fashion-classifier", "version": 3, "digest": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
                  "predictions": [
                    { "label": "Ankle boot", "index": 9, "probability": 0.9871, "uncalibrated": 0.9963 },
                    { "label": "Sneaker", "index": 7, "probability": 0.0102, "uncalibrated": 0.0031 }
                  ],
                  "preprocessing": {
                    "inverted": true,
                    "crop": { "x": 40, "y": 118, "width": 512, "height": 377 },
                    "resizedFrom": { "width": 640, "height": 640 }
                  },
                  "timing": { "decodeMs": 1.92, "queueMs": 0.001, "inferMs": 0.48 }
                }
                """);

    /// <param name="model">The model to use instead of the selected one: <c>name</c> (its newest version) or <c>name:version</c>.</param>
    /// <param name="top">How many of the likeliest classes to answer, 1 to all of them (the default).</param>
    /// <param name="denoise">Whether the selected denoiser cleans the image first.</param>
    /// <param name="polarity"><c>auto</c> (the default) takes the negative where the background is light; <c>asIs</c> never, <c>invert</c> always.</param>
    public static async Task<Ok<Classification>> ClassifyAsync(
        string? model,
        int? top,
        bool? denoise,
        string? polarity,
        HttpContext context,
        Classifier classifier,
        IOptions<ImageOptions> limits,
        CancellationToken cancellationToken)
    {
        var request = Request(model, top, denoise, polarity);
        using var upload = await ImageUpload.ReadAsync(context.Request, limits.Value.MaximumBytes, cancellationToken);
        var classified = await classifier.ClassifyAsync(upload.Bytes, request, cancellationToken);
        InferenceHeaders.Write(context.Response, classified.Model, classified.Timing, withEncode: false);
        return TypedResults.Ok(Classification.Of(classified));
    }

    /// <summary>What can be said of the parameters without the model.</summary>
    /// <exception cref="InvalidRequestException">Of each that is not allowed.</exception>
    internal static ClassifyRequest Request(string? model, int? top, bool? denoise, string? polarity)
    {
        var check = new RequestCheck();
        check.Read(() => ServedModels.Reference(model));
        check.Read(() => top is null or >= 1 ? top : throw new InvalidRequestException("top", "top must be a whole number from 1 to the number of the model's classes."));
        var request = new ClassifyRequest(model, top, denoise ?? false, check.Read(() => Parse(polarity)));
        check.Demand();
        return request;
    }

    private static Polarity Parse(string? polarity) => polarity switch
    {
        null or "auto" => Polarity.Auto,
        "asIs" => Polarity.AsIs,
        "invert" => Polarity.Invert,
        _ => throw new InvalidRequestException("polarity", "polarity must be 'auto', 'asIs' or 'invert'."),
    };
}
