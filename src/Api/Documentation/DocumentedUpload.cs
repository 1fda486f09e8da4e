using Microsoft.OpenApi;

namespace Clearsight.Api.Documentation;

/// <summary>How an endpoint that takes an image or a bundle, or answers with an image, looks in the document.</summary>
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
                    ["multipart/form-data"] = new() { Schema = Form(Uploads.ImageUpload.Field) },
                    ["image/*"] = new() { Schema = Bytes() },
                    ["application/octet-stream"] = new() { Schema = Bytes() },
                },
            };
            return Task.CompletedTask;
        });

    /// <summary>The body is a bundle, by itself or as the multipart field <c>bundle</c>.</summary>
    public static RouteHandlerBuilder TakesBundle(this RouteHandlerBuilder builder) =>
        builder.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = "A bundle.zip.",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/zip"] = new() { Schema = Bytes() },
                    ["multipart/form-data"] = new() { Schema = Form(Bundles.BundleUpload.Field) },
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

    public static OpenApiSchema Bytes() => new() { Type = JsonSchemaType.String, Format = "binary" };

    public static Dictionary<string, IOpenApiHeader> Headers((string Name, string Description)[] headers) => headers.ToDictionary(
        header => header.Name,
        IOpenApiHeader (header) => new OpenApiHeader { Description = header.Description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
        StringComparer.Ordinal);

    private static OpenApiSchema Form(string field) => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string>(StringComparer.Ordinal) { field },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) { [field] = Bytes() },
    };
}
