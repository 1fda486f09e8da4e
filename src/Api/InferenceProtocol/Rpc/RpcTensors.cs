using Clearsight.Domain;
using Clearsight.Serving.Inference;
using Google.Protobuf;

namespace Clearsight.Api.InferenceProtocol.Rpc;

/// <summary>From messages to tensors and back, by the same rules as JSON.</summary>
internal static class RpcTensors
{
    /// <returns>The images, whose values the caller disposes.</returns>
    /// <exception cref="DomainException">The request does not fit the model, or is too large; the message says how.</exception>
    public static ImageBatch Read(ModelInferRequest message, ModelSignature signature, InferenceProtocolOptions limits)
    {
        using var request = Request(message);
        var (count, height, width) = InferRequestRules.Check(request, signature, limits);
        // Before there is a place for them: a shape is a claim, and may claim what was never sent.
        CheckLength(message, count * height * width);
        var values = PooledFloats.OfLength(count * height * width);
        try
        {
            Copy(message, values);
            var images = new ImageBatch(values, count, height, width);
            InferRequestRules.CheckPixels(images, signature.Input.Name);
            return images;
        }
        catch
        {
            values.Dispose();
            throw;
        }
    }

    /// <summary>As bytes where the request came so; they stay where they are until the answer is written.</summary>
    public static ModelInferResponse Answer(ModelInferRequest message, InferredBatch answer)
    {
        using var request = Request(message);
        var response = new ModelInferResponse
        {
            ModelName = answer.Model.Manifest.Name,
            ModelVersion = answer.Model.Version.ToString(),
            Id = message.Id,
        };
        foreach (var (tensor, _) in request.Choose(answer))
        {
            var output = new ModelInferResponse.Types.InferOutputTensor
            {
                Name = tensor.Name,
                Datatype = ModelSignature.Datatype,
                Shape = { tensor.Shape.Select(length => (long)length) },
            };
            response.Outputs.Add(output);
            if (message.RawInputContents.Count > 0)
            {
                response.RawOutputContents.Add(UnsafeByteOperations.UnsafeWrap(tensor.Values.Bytes));
            }
            else
            {
                output.Contents = Contents(tensor.Values);
            }
        }

        return response;
    }

    private static InferRequest Request(ModelInferRequest message) => new(
        message.Id,
        [.. message.Inputs.Select(input => new RequestedInput(input.Name, input.Datatype, input.Shape))],
        [.. message.Outputs.Select(output => new RequestedOutput(output.Name, Binary: false))]);

    private static void CheckLength(ModelInferRequest message, int expected)
    {
        var shape = InferRequestRules.Text(message.Inputs[0].Shape);
        var contents = message.Inputs[0].Contents;
        if (message.RawInputContents.Count == 0)
        {
            Demand(
                contents?.Fp32Contents.Count == expected,
                "/inputs/0/contents/fp32_contents",
                $"The shape {shape} has {expected} values, but 'fp32_contents' has {contents?.Fp32Contents.Count ?? 0}.");
            return;
        }

        Demand(contents is null, "/inputs/0/contents", "The input has 'contents' and 'raw_input_contents'; only one can hold its values.");
        Demand(
            message.RawInputContents.Count == 1,
            "/raw_input_contents",
            $"There is one input, but {message.RawInputContents.Count} elements of 'raw_input_contents'.");
        var (given, bytes) = (message.RawInputContents[0].Length, (long)expected * sizeof(float));
        Demand(
            given == bytes,
            "/raw_input_contents/0",
            $"The shape {shape} has {expected} values of 4 bytes, {bytes} in all, but {given} bytes are given.");
    }

    private static void Copy(ModelInferRequest message, PooledFloats values)
    {
        if (message.RawInputContents.Count == 0)
        {
            values.Fill(message.Inputs[0].Contents.Fp32Contents);
        }
        else
        {
            message.RawInputContents[0].Span.CopyTo(values.Bytes.Span);
        }
    }

    private static InferTensorContents Contents(PooledFloats values)
    {
        var contents = new InferTensorContents();
        contents.Fp32Contents.Capacity = values.Length;
        foreach (var value in values.Span)
        {
            contents.Fp32Contents.Add(value);
        }

        return contents;
    }

    private static void Demand(bool holds, string pointer, string detail)
    {
        if (!holds)
        {
            throw new InvalidRequestException(pointer, detail);
        }
    }
}
