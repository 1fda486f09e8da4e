using System.Text.Json.Serialization;

namespace Clearsight.Api.Contracts;

// How inference requests and answers look in the OpenAPI document; they are read and written token by token. Fields that
// are not here belong to other extensions of the protocol, and are passed over.

/// <param name="Id">Comes back with the answer.</param>
/// <param name="Outputs">All, where none is named.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record InferenceRequest(
    IReadOnlyList<InferenceInput> Inputs, string? Id = null, InferenceParameters? Parameters = null, IReadOnlyList<InferenceOutput>? Outputs = null);

/// <param name="BinaryDataOutput">Outputs come as bytes after the JSON, where they do not say otherwise themselves.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record InferenceParameters([property: JsonPropertyName("binary_data_output")] bool BinaryDataOutput = false);

/// <param name="Shape">The batch first, as the model's metadata has it.</param>
/// <param name="Datatype"><c>FP32</c>.</param>
/// <param name="Data">Row by row: flat, or in arrays nested as the shape has it. Missing where bytes follow the JSON.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record InferenceInput(
    string Name, IReadOnlyList<long> Shape, string Datatype, IReadOnlyList<object>? Data = null, InferenceInputParameters? Parameters = null);

/// <param name="BinaryDataSize">Bytes of the tensor after the JSON, little-endian.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record InferenceInputParameters([property: JsonPropertyName("binary_data_size")] long? BinaryDataSize = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record InferenceOutput(string Name, InferenceOutputParameters? Parameters = null);

/// <param name="BinaryData">The output comes as bytes after the JSON.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record InferenceOutputParameters([property: JsonPropertyName("binary_data")] bool? BinaryData = null);

/// <param name="ModelVersion">The version that answered.</param>
/// <param name="Id">That of the request.</param>
public sealed record InferenceAnswer(
    [property: JsonPropertyName("model_name")] string ModelName,
    [property: JsonPropertyName("model_version")] string ModelVersion,
    IReadOnlyList<InferredOutput> Outputs,
    string? Id = null);

/// <param name="Data">Flat, row by row. Missing where the output comes as bytes.</param>
/// <param name="Parameters">There where the output comes as bytes.</param>
public sealed record InferredOutput(
    string Name, string Datatype, IReadOnlyList<int> Shape, IReadOnlyList<float>? Data = null, InferenceInputParameters? Parameters = null);
