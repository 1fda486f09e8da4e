using System.Text.Json.Serialization;

namespace Clearsight.Api.Contracts;

/// <param name="Extensions">Parts beyond the protocol itself: <c>binary_tensor_data</c>, and of <c>model_repository</c> the index.</param>
public sealed record ServerMetadata(string Name, string Version, IReadOnlyList<string> Extensions);

public sealed record ServerLive(bool Live);

/// <param name="Ready">Database, storage and models are well, and the host is not stopping.</param>
public sealed record ServerReady(bool Live, bool Ready);

/// <param name="Ready">A request for it is answered.</param>
public sealed record ModelReady(string Name, bool Ready);

/// <param name="Name">The model's own name, also where it was asked for as <c>denoise</c> or <c>classify</c>.</param>
/// <param name="Versions">Those that can be asked for, newest first.</param>
/// <param name="Platform">What the model is written in: ONNX.</param>
/// <param name="Parameters">What else there is to know of the version that this describes.</param>
public sealed record ModelMetadata(
    string Name,
    IReadOnlyList<string> Versions,
    string Platform,
    IReadOnlyList<TensorMetadata> Inputs,
    IReadOnlyList<TensorMetadata> Outputs,
    ModelMetadataParameters Parameters);

/// <param name="Version">Which one this describes.</param>
/// <param name="Task"><c>denoise</c> or <c>classify</c>.</param>
/// <param name="Digest">SHA-256 of its weights.</param>
public sealed record ModelMetadataParameters(string Version, string Task, string Digest);

/// <param name="Shape">The batch first; -1 where any length goes.</param>
/// <param name="Labels">Of the last dimension, where it counts classes.</param>
public sealed record TensorMetadata(
    string Name,
    string Datatype,
    IReadOnlyList<int> Shape,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Labels = null);

/// <param name="Ready">Only what is loaded.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record RepositoryIndexRequest(bool Ready = false);

/// <param name="State"><c>READY</c>, or <c>UNAVAILABLE</c> until the first request that names it.</param>
/// <param name="Reason">Empty where it is ready.</param>
public sealed record IndexedModel(string Name, string Version, string State, string Reason);
