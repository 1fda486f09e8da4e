using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Clearsight.Api.Documentation;

/// <summary>A text that is an instant: read by the service itself, which says more of what is wrong with one than the JSON reader.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class InstantAttribute : Attribute
{
    public static Task ApplyAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo?.AttributeProvider?.IsDefined(typeof(InstantAttribute), inherit: false) == true)
        {
            schema.Format = "date-time";
        }

        return Task.CompletedTask;
    }
}
