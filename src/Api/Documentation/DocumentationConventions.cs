namespace Clearsight.Api.Documentation;

/// <summary>What endpoints say about themselves beside the framework's own conventions.</summary>
internal static class DocumentationConventions
{
    /// <summary>The endpoint's own errors. Those that any endpoint can give need no mention.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder builder, params int[] statuses) =>
        builder.WithMetadata(new FailureMetadata(statuses));

    /// <param name="json">The body, as a client would send it.</param>
    public static RouteHandlerBuilder WithRequestExample(this RouteHandlerBuilder builder, string json) =>
        builder.WithMetadata(new RequestExampleMetadata(json));

    /// <param name="json">The body of the successful answer.</param>
    /// <param name="status">Which answer, where success has several.</param>
    public static RouteHandlerBuilder WithResponseExample(this RouteHandlerBuilder builder, string json, int? status = null) =>
        builder.WithMetadata(new ResponseExampleMetadata(json, status));
}

internal sealed record FailureMetadata(IReadOnlyList<int> Statuses);

internal sealed record RequestExampleMetadata(string Json);

internal sealed record ResponseExampleMetadata(string Json, int? Status);
