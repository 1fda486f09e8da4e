using Microsoft.OpenApi;

namespace Clearsight.Api.Documentation;

/// <summary>How an endpoint that takes an image or answers with one looks in the document.</summary>
internal static class DocumentedUpload
{
    /// <summary>The body is an image, by itself or as the multipart field <c>image</c>.</summary>
    public static RouteHandlerBuilder TakesImage(this RouteHandlerBuilder builder) =>
        builder.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = "PNG, JPEG, WebP, BMP or GIF (its first frame).",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["multipart/form-data"] = new()
                    {
                        Schema = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Object,
                            Required = new HashSet<string>(StringComparer.Ordinal) { Uploads.ImageUpload.Field },
                            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) { [Uploads.ImageUpload.Field] = Bytes() },
                        },
                    },
                    ["image/*"] = new() { Schema = Bytes() },
                    ["application/octet-stream"] = new() { Schema = Bytes() },
                },
            };
            return Task.CompletedTask;
        });

    /// <summary>The successful answer is a PNG; <paramref name="headers"/> says what each of its headers holds.</summary>
    public static RouteHandlerBuilder AnswersPng(this RouteHandlerBuilder builder, params (string Name, string Description)[] headers) =>
        builder.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Responses ??= [];
            operation.Responses["200"] = new OpenApiResponse
            {
                Description = "The picture.",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["image/png"] = new() { Schema = Bytes() } },
                Headers = Headers(headers),
            };
            return Task.CompletedTask;
        });

    public static Dictionary<string, IOpenApiHeader> Headers((string Name, string Description)[] headers) => headers.ToDictionary(
        header => header.Name,
        IOpenApiHeader (header) => new OpenApiHeader { Description = header.Description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
        StringComparer.Ordinal);

    public static OpenApiSchema Bytes() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
