using Clearsight.Api.Security;

namespace Clearsight.Api.Documentation;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and Swagger UI, which reads it, at <c>/swagger</c>.</summary>
internal static class DocumentationSetup
{
    public static void AddDocumentation(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer(ServiceDescription.ApplyAsync);
        options.AddSchemaTransformer(InstantAttribute.ApplyAsync);
        options.AddOperationTransformer(DocumentedQuery.ApplyAsync);
        options.AddOperationTransformer(DocumentedErrors.ApplyAsync);
        options.AddOperationTransformer(DocumentedExamples.ApplyAsync);
    });

    public static void UseDocumentation(this WebApplication app)
    {
        app.MapOpenApi().Gives(Access.Open);
        app.UseSwaggerUI(options =>
        {
            options.DocumentTitle = "Clearsight";
            options.SwaggerEndpoint("/openapi/v1.json", "Clearsight v1");
            options.DisplayRequestDuration();
        });
    }
}
