using System.Text.Json;
using Clearsight.Domain;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Storage.Database;

namespace Clearsight.Storage.Models;

/// <summary>The content of <c>learning-curves.json</c> in a model version's folder.</summary>
/// <param name="Format">1. A later form gets a higher number.</param>
public sealed record LearningCurvesFile(int Format, IReadOnlyList<LearningCurve> Curves)
{
    public const int CurrentFormat = 1;

    /// <summary>Reads one that somebody else wrote.</summary>
    /// <exception cref="JsonException">It is no JSON, or has other fields than this format.</exception>
    /// <exception cref="InvalidRequestException">It is of a format that came later.</exception>
    public static LearningCurvesFile ParseStrictly(ReadOnlySpan<byte> json)
    {
        FileFormat.Check(json, CurrentFormat);
        return StorageJson.ReadStrictly<LearningCurvesFile>(json);
    }

    public static Task WriteAsync(string folder, LearningCurves curves, CancellationToken cancellationToken) => File.WriteAllTextAsync(
        Path.Combine(folder, ModelFiles.LearningCurves),
        StorageJson.Write(new LearningCurvesFile(CurrentFormat, curves.Curves)),
        cancellationToken);

    /// <param name="path">Of the file itself.</param>
    /// <exception cref="InvalidDataException">It does not hold learning curves, or is of a format that came later.</exception>
    public static async Task<LearningCurves> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = StorageJson.Read<LearningCurvesFile>(await File.ReadAllTextAsync(path, cancellationToken));
            return file is { Format: CurrentFormat, Curves: not null }
                ? new LearningCurves(file.Curves)
                : throw new InvalidDataException($"'{path}' holds no learning curves of format {CurrentFormat}.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' holds no learning curves: {exception.Message}", exception);
        }
    }
}
