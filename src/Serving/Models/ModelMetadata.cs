using System.Globalization;

namespace Clearsight.Serving.Models;

/// <summary>The size of the images that a network was trained on, from the model's metadata <c>frame</c>: <c>28x28</c>, height first.</summary>
public sealed record FrameSize(int Width, int Height)
{
    internal static FrameSize Parse(IReadOnlyDictionary<string, string> metadata)
    {
        var sizes = ModelMetadata.Numbers(metadata, "frame", 'x')
            ?? throw new InvalidDataException("The model's metadata has no 'frame', the size of the images that it was trained on.");
        return new FrameSize(sizes[1], sizes[0]);
    }
}

/// <summary>
/// How an image may be cut so that the pieces, put together again, equal the whole: pieces start at multiples of
/// <paramref name="Alignment"/>, so that poolings fall on the same pixels, and reach <paramref name="Margin"/> pixels
/// past what is kept of them, so that no kept pixel sees a cut. From the model's metadata <c>tiling</c>: <c>8,24</c>.
/// </summary>
public sealed record Tiling(int Alignment, int Margin)
{
    internal static Tiling? Parse(IReadOnlyDictionary<string, string> metadata) =>
        ModelMetadata.Numbers(metadata, "tiling", ',') is { } numbers ? new Tiling(numbers[0], numbers[1]) : null;
}

internal static class ModelMetadata
{
    /// <summary>Two positive numbers of a metadata entry; null where there is no such entry.</summary>
    /// <exception cref="InvalidDataException">The entry is something else.</exception>
    public static int[]? Numbers(IReadOnlyDictionary<string, string> metadata, string key, char separator)
    {
        if (!metadata.TryGetValue(key, out var text))
        {
            return null;
        }

        var parts = text.Split(separator);
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first > 0
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var second) && second > 0
            ? [first, second]
            : throw new InvalidDataException($"The model's metadata '{key}' is '{text}'; two positive numbers are needed.");
    }
}
