using System.Globalization;
using Clearsight.Api.Problems;
using Clearsight.Api.Security;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Clearsight.Api.Documentation;

/// <summary>Adds every error that an endpoint can give, its own and those that all can give, as problems.</summary>
internal static class DocumentedErrors
{
    public static async Task ApplyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var access = metadata.Access(context.Description.HttpMethod ?? HttpMethods.Get);
        var schema = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken);
        context.Document?.AddComponent("Problem", schema);

        operation.Responses ??= [];
        var statuses = metadata.OfType<FailureMetadata>().SelectMany(failure => failure.Statuses).Concat(Common(access));
        foreach (var kind in statuses.Distinct().Order().Select(status => ProblemKind.Find(status)!))
        {
            operation.Responses.TryAdd(kind.Status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
            {
                Description = kind.Title + ".",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [ProblemResponse.ContentType] = new() { Schema = new OpenApiSchemaReference("Problem", context.Document) },
                },
            });
        }
    }

    private static int[] Common(Access access) => access == Access.Open ? [500] : [401, 403, 429, 500, 504];
}
