using Clearsight.Domain.Models;
using Clearsight.Serving.Inference;

namespace Clearsight.Api.Endpoints;

/// <summary>What every answer of a model says in its headers: which model, and where the time went.</summary>
internal static class InferenceHeaders
{
    public const string Model = "X-Model";
    public const string Digest = "X-Model-Digest";
    public const string Timing = "Server-Timing";

    public static readonly (string Name, string Description)[] Descriptions =
    [
        (Model, "The model version that answered, `name:version`."),
        (Digest, "SHA-256 of its weights, `sha256:…`."),
        (Timing, "Milliseconds of `decode`, `queue`, `infer` and `encode`."),
    ];

    /// <param name="withEncode">The answer is a picture.</param>
    public static void Write(HttpResponse response, ModelVersion model, InferenceTiming timing, bool withEncode)
    {
        var times = string.Create(
            null, $"decode;dur={timing.Decode.TotalMilliseconds:0.###}, queue;dur={timing.Queue.TotalMilliseconds:0.###}, infer;dur={timing.Infer.TotalMilliseconds:0.###}");
        response.Headers[Model] = model.Reference.ToString();
        response.Headers[Digest] = model.Digest;
        response.Headers[Timing] = withEncode ? string.Create(null, $"{times}, encode;dur={timing.Encode.TotalMilliseconds:0.###}") : times;
    }
}
