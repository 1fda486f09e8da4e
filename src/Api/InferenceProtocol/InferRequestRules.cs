using Clearsight.Domain;
using Clearsight.Serving.Inference;

namespace Clearsight.Api.InferenceProtocol;

/// <summary>Whether a request fits the model that it names. What does not is told all at once, by JSON pointers into the request.</summary>
internal static class InferRequestRules
{
    private const string Inputs = "/inputs";

    /// <returns>The images' number and size. The one input is the first of the request's.</returns>
    /// <exception cref="InvalidRequestException">Names, datatype or shape do not fit, or the batch is empty or too long.</exception>
    /// <exception cref="TooLargeException">The shape has more values than are taken at once.</exception>
    public static (int Count, int Height, int Width) Check(InferRequest request, ModelSignature signature, InferenceProtocolOptions limits)
    {
        var violations = new List<Violation>();
        if (request.Inputs.Count != 1)
        {
            violations.Add(new(Inputs, $"{signature.Model} takes one input, '{signature.Input.Name}'; {request.Inputs.Count} are given."));
        }

        for (var index = 0; index < request.Inputs.Count; index++)
        {
            violations.AddRange(Input(request.Inputs[index], $"{Inputs}/{index}", signature, limits));
        }

        violations.AddRange(Outputs(request.Outputs, signature));
        if (violations.Count > 0)
        {
            throw new InvalidRequestException(violations);
        }

        var shape = request.Inputs[0].Shape!;
        return Values(shape, limits.MaximumBytes / sizeof(float)) is null
            ? throw new TooLargeException(
                $"The shape {Text(shape)} has more than {limits.MaximumBytes / sizeof(float)} values ({limits.MaximumBytes} bytes of FP32), the most that is taken here.")
            : ((int)shape[0], (int)shape[2], (int)shape[3]);
    }

    /// <summary>Finds what was given as another number of values, or nested otherwise, than the shape has it.</summary>
    public static void CheckLayout(JsonTensor data, IReadOnlyList<long> shape)
    {
        var expected = Values(shape, int.MaxValue);
        if (data.Values.Length != expected)
        {
            throw new InvalidRequestException(
                $"{Inputs}/0/data", $"The shape {Text(shape)} has {expected} values, but {data.Values.Length} are given.");
        }

        if (data.Lengths.Count > 1 && !data.Lengths.Select(length => (long)length).SequenceEqual(shape))
        {
            throw new InvalidRequestException(
                $"{Inputs}/0/data",
                $"The shape is {Text(shape)}, but the data is nested as {Text(data.Lengths)}; nest it as the shape has it, or not at all.");
        }
    }

    /// <summary>Pixels lie within 0..1, as those of the training images did; anything else would be answered with nonsense.</summary>
    public static void CheckPixels(ImageBatch images, string name)
    {
        if (images.FirstOutside() is { } index)
        {
            var value = images.Values.Span[index];
            throw new InvalidRequestException(
                $"{Inputs}/0/data",
                $"Value {index} of '{name}', in image {index / images.Pixels}, is {value}; every pixel must lie within 0..1"
                + (float.IsFinite(value) ? ", so divide bytes by 255." : "."));
        }
    }

    /// <summary>A shape as JSON has it.</summary>
    public static string Text<T>(IEnumerable<T> shape) => $"[{string.Join(", ", shape)}]";

    private static IEnumerable<Violation> Input(RequestedInput input, string pointer, ModelSignature signature, InferenceProtocolOptions limits)
    {
        var expected = signature.Input;
        if (input.Name != expected.Name)
        {
            yield return new($"{pointer}/name", input.Name is null
                ? $"The input has no name; {signature.Model} takes '{expected.Name}'."
                : $"There is no input '{input.Name}'; {signature.Model} takes '{expected.Name}'.");
        }

        if (input.Datatype != expected.Datatype)
        {
            yield return new($"{pointer}/datatype", $"'{expected.Name}' is of datatype {expected.Datatype}, not '{input.Datatype}'.");
        }

        if (input.Shape is not { } shape || !Fits(shape, expected.Shape))
        {
            yield return new(
                $"{pointer}/shape",
                $"'{expected.Name}' has the shape {Text(expected.Shape)}, -1 standing for any length; {(input.Shape is null ? "none" : Text(input.Shape))} is given.");
        }
        else if (shape.Contains(0))
        {
            yield return new($"{pointer}/shape", $"The shape {Text(shape)} is that of nothing; one image is the least.");
        }
        else if (shape[0] > limits.MaximumItems)
        {
            yield return new($"{pointer}/shape", $"The batch has {shape[0]} images; {limits.MaximumItems} are taken at once at most.");
        }
    }

    private static IEnumerable<Violation> Outputs(IReadOnlyList<RequestedOutput> outputs, ModelSignature signature)
    {
        var known = string.Join(" and ", signature.Outputs.Select(output => $"'{output.Name}'"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < outputs.Count; index++)
        {
            var name = outputs[index].Name;
            if (name is null || signature.Outputs.All(output => output.Name != name))
            {
                yield return new($"/outputs/{index}/name", $"There is no output '{name}'; {signature.Model} gives {known}.");
            }
            else if (!seen.Add(name))
            {
                yield return new($"/outputs/{index}/name", $"The output '{name}' is asked for twice.");
            }
        }
    }

    private static bool Fits(IReadOnlyList<long> shape, IReadOnlyList<int> expected) =>
        shape.Count == expected.Count && shape.Zip(expected).All(pair => pair.Second == -1 ? pair.First >= 0 : pair.First == pair.Second);

    /// <summary>The product of positive lengths; null where it is more than <paramref name="most"/>, however large it is.</summary>
    private static int? Values(IReadOnlyList<long> shape, int most)
    {
        long product = 1;
        foreach (var length in shape)
        {
            if (length > most / product)
            {
                return null;
            }

            product *= length;
        }

        return (int)product;
    }
}
