using Clearsight.Serving.Inference;

namespace Clearsight.Api.InferenceProtocol;

/// <summary>What a client asks for, whichever protocol brought it; nothing of it is checked yet (<see cref="InferRequestRules"/>).</summary>
/// <param name="Id">Comes back with the answer.</param>
/// <param name="Outputs">Empty for all that the model has.</param>
/// <param name="Binary">How outputs come that are not named.</param>
internal sealed record InferRequest(
    string? Id, IReadOnlyList<RequestedInput> Inputs, IReadOnlyList<RequestedOutput> Outputs, bool Binary = false) : IDisposable
{
    public void Dispose()
    {
        foreach (var input in Inputs)
        {
            input.Data?.Values.Dispose();
        }
    }

    /// <summary>The outputs of an answer that were asked for, in the order in which they were.</summary>
    public IReadOnlyList<(InferredTensor Tensor, bool Binary)> Choose(InferredBatch answer) => Outputs.Count == 0
        ? [.. answer.Outputs.Select(tensor => (tensor, Binary))]
        : [.. Outputs.Select(output => (answer.Outputs.First(tensor => tensor.Name == output.Name), output.Binary))];
}

/// <param name="Data">The values, where they came as JSON.</param>
/// <param name="BinarySize">How many bytes follow the JSON, where the values come as such.</param>
internal sealed record RequestedInput(string? Name, string? Datatype, IReadOnlyList<long>? Shape, JsonTensor? Data = null, long? BinarySize = null);

/// <param name="Values">Row by row.</param>
/// <param name="Lengths">Of the nested arrays, from the outside in; one where the values come flat.</param>
internal sealed record JsonTensor(PooledFloats Values, IReadOnlyList<int> Lengths);

/// <param name="Binary">As bytes after the JSON of the answer.</param>
internal sealed record RequestedOutput(string? Name, bool Binary);
