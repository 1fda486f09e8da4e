using Clearsight.Api.Uploads;
using Microsoft.OpenApi;

namespace Clearsight.Api.Documentation;

/// <summary>How an endpoint that takes many images looks in the document.</summary>
internal static class DocumentedBatch
{
    public const string Description =
        "Send the images as the fields `image` of a form, or a ZIP of them as the body or as the form's only field `image`. "
        + "Of a ZIP, folders, hidden files and `__MACOSX` are passed over. One model version answers all of a batch. "
        + "The answer begins when the batch has come in whole, and goes on image by image; what is wrong with the batch itself is an error "
        + "of the whole: too many images, too many bytes, a broken form or ZIP.";

    /// <summary>The body is a form with fields <c>image</c>, or a ZIP.</summary>
    public static RouteHandlerBuilder TakesBatch(this RouteHandlerBuilder builder) =>
        builder.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = "PNG, JPEG, WebP, BMP or GIF (its first frame), or a ZIP of these.",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["multipart/form-data"] = new()
                    {
                        Schema = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Object,
                            Required = new HashSet<string>(StringComparer.Ordinal) { ImageUpload.Field },
                            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                            {
                                [ImageUpload.Field] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = DocumentedUpload.Bytes() },
                            },
                        },
                    },
                    ["application/zip"] = new() { Schema = DocumentedUpload.Bytes() },
                },
            };
            return Task.CompletedTask;
        });

    /// <summary>The successful answer is a ZIP of PNGs.</summary>
    public static RouteHandlerBuilder AnswersZip(this RouteHandlerBuilder builder) =>
        builder.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Responses ??= [];
            operation.Responses["200"] = new OpenApiResponse
            {
                Description = "The pictures, and `errors.json` where some could not be cleaned.",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/zip"] = new() { Schema = DocumentedUpload.Bytes() } },
            };
            return Task.CompletedTask;
        });

    /// <summary>What each header of the successful answer holds.</summary>
    public static RouteHandlerBuilder GivesHeaders(this RouteHandlerBuilder builder, params (string Name, string Description)[] headers) =>
        builder.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            ((OpenApiResponse)operation.Responses!["200"]).Headers = DocumentedUpload.Headers(headers);
            return Task.CompletedTask;
        });
}
