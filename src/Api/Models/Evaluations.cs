using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Storage.Models;

namespace Clearsight.Api.Models;

/// <summary>Reads what a training left beside the model.</summary>
internal static class Evaluations
{
    /// <exception cref="ConflictException">The version has none.</exception>
    /// <exception cref="NotFoundException">The version was deleted meanwhile.</exception>
    public static Task<ModelEvaluation> EvaluationAsync(this IModelRegistry registry, ModelVersion version, CancellationToken cancellationToken) =>
        version.Files.ContainsKey(ModelFiles.Evaluation)
            ? ReadAsync(version, () => EvaluationFile.ReadAsync(registry.PathOf(version, ModelFiles.Evaluation), cancellationToken))
            : throw new ConflictException(
                $"The model version {version.Reference} has no evaluation: it was registered without one. Evaluations are made when a training ends: train it again, on the data set '{version.Manifest.Dataset}' if that is still there, to have one.");

    /// <returns>Null where the version has none.</returns>
    /// <exception cref="NotFoundException">The version was deleted meanwhile.</exception>
    public static async Task<LearningCurves?> LearningCurvesAsync(this IModelRegistry registry, ModelVersion version, CancellationToken cancellationToken) =>
        version.Files.ContainsKey(ModelFiles.LearningCurves)
            ? await ReadAsync(version, () => LearningCurvesFile.ReadAsync(registry.PathOf(version, ModelFiles.LearningCurves), cancellationToken))
            : null;

    private static async Task<T> ReadAsync<T>(ModelVersion version, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or FileNotFoundException)
        {
            throw new NotFoundException($"There is no model version {version.Reference} any more.");
        }
    }
}
