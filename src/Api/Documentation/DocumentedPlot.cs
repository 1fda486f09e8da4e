using Microsoft.OpenApi;

namespace Clearsight.Api.Documentation;

/// <summary>How an endpoint that answers with a plot looks in the document.</summary>
internal static class DocumentedPlot
{
    public static RouteHandlerBuilder AnswersPlot(this RouteHandlerBuilder builder) =>
        builder.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Responses ??= [];
            operation.Responses["200"] = new OpenApiResponse
            {
                Description = "The plot.",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["image/svg+xml"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                    ["image/png"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                },
                Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
                {
                    ["ETag"] = new OpenApiHeader { Description = "To be sent as 'If-None-Match'.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                },
            };
            operation.Responses["304"] = new OpenApiResponse { Description = "The plot is the one that the client has." };
            return Task.CompletedTask;
        });
}
