using System.Buffers;
using System.Text.Json;
using Clearsight.Serving.Inference;

namespace Clearsight.Api.InferenceProtocol.Rest;

/// <summary>Writes the answer to an inference request: a JSON object, and after it the bytes of the outputs that were asked for so.</summary>
internal static class RestInferAnswer
{
    // Some 40 KB of JSON: what is written is on its way before the rest is.
    private const int ValuesAtOnce = 4096;

    private static readonly JsonWriterOptions Trusted = new() { SkipValidation = true };

    public static Task WriteAsync(HttpResponse response, InferRequest request, InferredBatch answer, CancellationToken cancellationToken)
    {
        var outputs = request.Choose(answer);
        return outputs.Any(output => output.Binary)
            ? WriteBytesAsync(response, request.Id, answer, outputs, cancellationToken)
            : WriteJsonAsync(response, request.Id, answer, outputs, cancellationToken);
    }

    private static async Task WriteJsonAsync(
        HttpResponse response, string? id, InferredBatch answer, IReadOnlyList<(InferredTensor Tensor, bool Binary)> outputs, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter, Trusted);
        await WriteObjectAsync(json, id, answer, outputs, cancellationToken);
    }

    /// <summary>The header tells the length of the JSON, so that is written to memory first; mostly it has no values in it.</summary>
    private static async Task WriteBytesAsync(
        HttpResponse response, string? id, InferredBatch answer, IReadOnlyList<(InferredTensor Tensor, bool Binary)> outputs, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        await using (var json = new Utf8JsonWriter(buffer, Trusted))
        {
            await WriteObjectAsync(json, id, answer, outputs, cancellationToken);
        }

        var tensors = outputs.Where(output => output.Binary).Select(output => output.Tensor.Values.Bytes).ToList();
        response.ContentType = "application/octet-stream";
        response.Headers[RestInferRequest.JsonLength] = buffer.WrittenCount.ToString();
        response.ContentLength = buffer.WrittenCount + tensors.Sum(tensor => (long)tensor.Length);
        await response.BodyWriter.WriteAsync(buffer.WrittenMemory, cancellationToken);
        foreach (var tensor in tensors)
        {
            await response.BodyWriter.WriteAsync(tensor, cancellationToken);
        }
    }

    private static async Task WriteObjectAsync(
        Utf8JsonWriter json, string? id, InferredBatch answer, IReadOnlyList<(InferredTensor Tensor, bool Binary)> outputs, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        json.WriteString("model_name", answer.Model.Manifest.Name);
        json.WriteString("model_version", answer.Model.Version.ToString());
        if (id is not null)
        {
            json.WriteString("id", id);
        }

        json.WriteStartArray("outputs");
        foreach (var (tensor, binary) in outputs)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("datatype", ModelSignature.Datatype);
            WriteShape(json, tensor.Shape);
            if (binary)
            {
                json.WriteStartObject("parameters");
                json.WriteNumber("binary_data_size", tensor.Values.Bytes.Length);
                json.WriteEndObject();
            }
            else
            {
                await WriteDataAsync(json, tensor.Values, cancellationToken);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    private static void WriteShape(Utf8JsonWriter json, IReadOnlyList<int> shape)
    {
        json.WriteStartArray("shape");
        foreach (var length in shape)
        {
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
    }

    /// <summary>Flat, as most clients want it.</summary>
    private static async Task WriteDataAsync(Utf8JsonWriter json, PooledFloats values, CancellationToken cancellationToken)
    {
        json.WriteStartArray("data");
        for (var first = 0; first < values.Length; first += ValuesAtOnce)
        {
            WriteValues(json, values.Span[first..Math.Min(first + ValuesAtOnce, values.Length)]);
            await json.FlushAsync(cancellationToken);
        }

        json.WriteEndArray();
    }

    private static void WriteValues(Utf8JsonWriter json, ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }
    }
}
