using System.IO.Pipelines;
using System.Text.Json;
using Clearsight.Api.Contracts;
using Clearsight.Api.Problems;
using Clearsight.Domain.Models;
using Clearsight.Serving.Inference;

namespace Clearsight.Api.Batches;

/// <summary>Writes a <see cref="ClassifiedBatch"/> item by item.</summary>
internal static class ClassifiedBatchJson
{
    /// <param name="problem">What is told of an image that has no answer.</param>
    public static async Task WriteAsync(
        IAsyncEnumerable<BatchOutcome<ClassifiedImage>> outcomes,
        ModelVersion model,
        Func<Exception, Problem> problem,
        JsonSerializerOptions options,
        PipeWriter pipe,
        CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(pipe, new JsonWriterOptions { Encoder = options.Encoder });
        json.WriteStartObject();
        json.WritePropertyName("model");
        JsonSerializer.Serialize(json, AnsweringModel.Of(model), options);
        json.WriteStartArray("items");
        await foreach (var outcome in outcomes.WithCancellation(cancellationToken))
        {
            var item = new ClassifiedItem(
                outcome.Name, outcome.Answer?.Predictions, outcome.Problem is { } exception ? problem(exception) : null);
            JsonSerializer.Serialize(json, item, options);
            json.Flush();
            await pipe.FlushAsync(cancellationToken);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
