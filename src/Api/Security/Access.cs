namespace Clearsight.Api.Security;

/// <summary>What an endpoint gives access to; decides when it needs the key.</summary>
internal enum Access
{
    /// <summary>Never needs a key: health, the description of the API.</summary>
    Open,

    /// <summary>Needs the key where <see cref="SecurityOptions.RequireKeyForReads"/> says so.</summary>
    Read,

    /// <summary>Needs the key where <see cref="SecurityOptions.RequireKeyForInference"/> says so.</summary>
    Infer,

    /// <summary>Needs the key when one is set.</summary>
    Change,

    /// <summary>Needs the key when one is set; without one, only who sits at this machine gets in.</summary>
    Administer,

    /// <summary>The dashboard's pages and what they run on, which change things: needs the key when one is set. A browser without it is led to the sign-in page.</summary>
    Browse,

    /// <summary>The sign-in page: never needs a key, but counts for the rate limit, so that keys cannot be guessed at any speed.</summary>
    SignIn,
}

internal static class AccessConventions
{
    /// <summary>Without this, GET and HEAD read and everything else changes.</summary>
    public static TBuilder Gives<TBuilder>(this TBuilder builder, Access access)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new GivesAttribute(access)));
        return builder;
    }

    public static Access Access(this Endpoint endpoint, string method) =>
        endpoint.Metadata.GetMetadata<GivesAttribute>()?.Access ?? ByMethod(method);

    /// <summary>The same, from an endpoint's metadata alone.</summary>
    public static Access Access(this IEnumerable<object> metadata, string method) =>
        metadata.OfType<GivesAttribute>().LastOrDefault()?.Access ?? ByMethod(method);

    private static Access ByMethod(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)
            ? Security.Access.Read
            : Security.Access.Change;
}

/// <summary>What an endpoint gives access to; on a method or a page, for endpoints that are made of one.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class GivesAttribute(Access access) : Attribute
{
    public Access Access { get; } = access;
}
