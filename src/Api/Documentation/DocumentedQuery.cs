using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Clearsight.Api.Documentation;

/// <summary>A list in the query may be left out, which the generated code of endpoints allows and does not say.</summary>
internal static class DocumentedQuery
{
    public static Task ApplyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var lists = (operation.Parameters ?? []).OfType<OpenApiParameter>()
            .Where(parameter => parameter is { In: ParameterLocation.Query, Schema.Type: { } type } && type.HasFlag(JsonSchemaType.Array));
        foreach (var list in lists)
        {
            list.Required = false;
        }

        return Task.CompletedTask;
    }
}
