using System.Text.Json.Nodes;
using Clearsight.Api.Contracts;
using Clearsight.Api.Endpoints;
using Clearsight.Api.InferenceProtocol.Rest;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Clearsight.Api.Documentation;

/// <summary>How an endpoint of the Open Inference Protocol that takes tensors and gives some looks in the document.</summary>
internal static class DocumentedTensors
{
    private const string Json = "application/json";
    private const string Bytes = "application/octet-stream";

    public static RouteHandlerBuilder TakesAndGivesTensors(this RouteHandlerBuilder builder) =>
        builder.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = RestInferRequest.JsonLength,
                In = ParameterLocation.Header,
                Description = "How many bytes of the body are JSON; needed where a tensor's bytes follow it.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            });
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = await ContentAsync<InferenceRequest>(context, RequestExample, cancellationToken),
            };
            operation.Responses ??= [];
            operation.Responses["200"] = new OpenApiResponse
            {
                Description = "The outputs that were asked for, in that order.",
                Content = await ContentAsync<InferenceAnswer>(context, AnswerExample, cancellationToken),
                Headers = InferenceHeaders.Descriptions.Append((RestInferRequest.JsonLength, "How many bytes of the body are JSON, where bytes of tensors follow it."))
                    .ToDictionary(
                        header => header.Item1,
                        IOpenApiHeader (header) => new OpenApiHeader { Description = header.Item2, Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                        StringComparer.Ordinal),
            };
        });

    private static async Task<Dictionary<string, OpenApiMediaType>> ContentAsync<T>(
        OpenApiOperationTransformerContext context, string example, CancellationToken cancellationToken)
    {
        var name = typeof(T).Name;
        context.Document!.AddComponent(name, await context.GetOrCreateSchemaAsync(typeof(T), null, cancellationToken));
        return new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [Json] = new() { Schema = new OpenApiSchemaReference(name, context.Document), Example = JsonNode.Parse(example) },
            [Bytes] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
        };
    }

    private const string RequestExample = """
        {
          "id": "42",
          "inputs": [
            { "name": "images", "shape": [1, 1, 28, 28], "datatype": "FP32", "parameters": { "binary_data_size": 3136 } }
          ],
          "outputs": [{ "name": "probabilities" }]
        }
        """;

    private const string AnswerExample = """
        {
          "model_name": "fashion-classifier",
          "model_version": "1",
          "id": "42",
          "outputs": [{ "name": "probabilities", "datatype": "FP32", "shape": [1, 3], "data": [0.01, 0.02, 0.97] }]
        }
        """;
}
