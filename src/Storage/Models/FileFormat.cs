using System.Text.Json;
using Clearsight.Domain;

namespace Clearsight.Storage.Models;

/// <summary>The number of the form that a JSON file of a model version has. It is looked at first: a later form may have any fields.</summary>
internal static class FileFormat
{
    private const string Name = "format";

    /// <param name="json">Bytes that somebody else wrote.</param>
    /// <param name="current">The latest form that is read.</param>
    /// <exception cref="JsonException">There is no such number.</exception>
    /// <exception cref="InvalidRequestException">It is of a form that came later, or that never was.</exception>
    public static void Check(ReadOnlySpan<byte> json, int current)
    {
        var format = JsonSerializer.Deserialize<Numbered>(json)?.Format ?? throw new JsonException("It is null.");
        if (format < 1 || format > current)
        {
            throw new InvalidRequestException($"/{Name}", format > current
                ? $"It is of format {format}, which came later; this program reads up to format {current}. Update it, and import the bundle again."
                : $"There is no format {format}; formats count from 1 to {current}.");
        }
    }

    private sealed record Numbered
    {
        [System.Text.Json.Serialization.JsonPropertyName(Name)]
        [System.Text.Json.Serialization.JsonRequired]
        public int Format { get; init; }
    }
}
