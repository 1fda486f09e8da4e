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
        var times = new List<(string Name, TimeSpan Time)> { ("decode", timing.Decode), ("queue", timing.Queue), ("infer", timing.Infer) };
        if (withEncode)
        {
            times.Add(("encode", timing.Encode));
        }

        Write(response, model, times);
    }

    /// <summary>Of a batch, whose coming and going is no work of ours.</summary>
    public static void Write(HttpResponse response, InferredBatch answer) =>
        Write(response, answer.Model, [("queue", answer.Queue), ("infer", answer.Infer)]);

    /// <summary>Of an answer that begins before the work is done.</summary>
    public static void Write(HttpResponse response, ModelVersion model)
    {
        response.Headers[Model] = model.Reference.ToString();
        response.Headers[Digest] = model.Digest;
    }

    private static void Write(HttpResponse response, ModelVersion model, IEnumerable<(string Name, TimeSpan Time)> times)
    {
        Write(response, model);
        response.Headers[Timing] = string.Join(", ", times.Select(part => string.Create(null, $"{part.Name};dur={part.Time.TotalMilliseconds:0.###}")));
    }
}
