using Clearsight.Api.Contracts;

namespace Clearsight.Api.InferenceProtocol;

/// <summary>What the server says of itself.</summary>
internal static class ServerIdentity
{
    public static readonly ServerMetadata Metadata = new(
        "clearsight",
        typeof(ServerIdentity).Assembly.GetName().Version!.ToString(fieldCount: 3),
        // Models come and go by the service's own routes: of the extension for repositories there is the index.
        ["binary_tensor_data", "model_repository(index)"]);
}
