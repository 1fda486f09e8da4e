using System.Text.Json;
using Clearsight.Domain;
using Clearsight.Serving.Inference;

namespace Clearsight.Api.InferenceProtocol.Rest;

/// <summary>A tensor's values as JSON: flat, or in arrays nested as its shape has it.</summary>
internal static class TensorJson
{
    // Of the shapes here, none has more than four dimensions.
    private const int MostDimensions = 8;

    /// <summary>From the first bracket to the last.</summary>
    /// <exception cref="InvalidRequestException">There is something else than numbers, or arrays side by side differ in length.</exception>
    /// <exception cref="TooLargeException">There are more than <paramref name="mostValues"/> numbers.</exception>
    public static JsonTensor Read(ref Utf8JsonReader json, string pointer, int mostValues)
    {
        var values = PooledFloats.WithRoomFor(1024);
        try
        {
            return new JsonTensor(values, Read(ref json, pointer, values, mostValues));
        }
        catch
        {
            values.Dispose();
            throw;
        }
    }

    private static int[] Read(ref Utf8JsonReader json, string pointer, PooledFloats values, int mostValues)
    {
        Span<int> counts = stackalloc int[MostDimensions];
        Span<int> lengths = stackalloc int[MostDimensions];
        lengths.Fill(-1);
        counts[0] = 0;
        var (depth, dimensions) = (0, 0);
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.Number:
                    Add(values, json, mostValues);
                    counts[depth]++;
                    Demand(Agree(ref dimensions, depth + 1), pointer);
                    break;
                case JsonTokenType.StartArray:
                    Demand(++depth < MostDimensions, pointer);
                    counts[depth] = 0;
                    break;
                case JsonTokenType.EndArray:
                    Demand(Agree(ref lengths[depth], counts[depth]), pointer);
                    if (depth == 0)
                    {
                        return [.. lengths[..Math.Max(1, dimensions)]];
                    }

                    counts[--depth]++;
                    break;
                default:
                    throw new InvalidRequestException(pointer, $"The data has something else than a number after {values.Length} of them.");
            }
        }

        throw new JsonException("The array does not end.");
    }

    private static void Add(PooledFloats values, in Utf8JsonReader json, int mostValues)
    {
        if (values.Length == mostValues)
        {
            throw new TooLargeException($"The data has more than {mostValues} values, the most that is taken here.");
        }

        // What no float is large enough for is refused with all other values outside 0..1.
        values.Add(json.TryGetSingle(out var value) ? value : float.PositiveInfinity);
    }

    /// <summary>Takes the first value for granted, and wants all others to equal it.</summary>
    private static bool Agree(ref int known, int value)
    {
        if (known <= 0)
        {
            known = value;
        }

        return known == value;
    }

    private static void Demand(bool holds, string pointer)
    {
        if (!holds)
        {
            throw new InvalidRequestException(pointer, "The data is nested unevenly: arrays side by side differ in length or depth.");
        }
    }
}
