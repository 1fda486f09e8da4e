using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Clearsight.Api.Documentation;

/// <summary>Puts the examples that endpoints bring along into their operations.</summary>
internal static class DocumentedExamples
{
    private const string Json = "application/json";

    public static Task ApplyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<RequestExampleMetadata>().LastOrDefault() is { } request)
        {
            SetExample(operation.RequestBody?.Content, request.Json);
        }

        foreach (var response in metadata.OfType<ResponseExampleMetadata>())
        {
            var success = operation.Responses?.FirstOrDefault(candidate =>
                response.Status is { } status ? candidate.Key == status.ToString(CultureInfo.InvariantCulture) : candidate.Key.StartsWith('2')).Value;
            SetExample(success?.Content, response.Json);
        }

        return Task.CompletedTask;
    }

    private static void SetExample(IDictionary<string, OpenApiMediaType>? content, string json)
    {
        if (content is null || !content.TryGetValue(Json, out var media))
        {
            throw new InvalidOperationException($"An example is given for a body that is not declared as {Json}.");
        }

        media.Example = JsonNode.Parse(json);
    }
}
