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
            ? ReadAsync(version, async () => await EvaluationFile.ReadAsync(await registry.PathOfAsync(version, ModelFiles.Evaluation, cancellationToken), cancellationToken))
            : throw None(version);

    /// <summary>For decisions: the very file that was registered with the version, and one of such a model.</summary>
    /// <exception cref="ConflictException">The version has none, or another file is in its place.</exception>
    /// <exception cref="NotFoundException">The version was deleted meanwhile.</exception>
    public static async Task<ModelEvaluation> RegisteredEvaluationAsync(this IModelRegistry registry, ModelVersion version, CancellationToken cancellationToken)
    {
        if (!version.Files.TryGetValue(ModelFiles.Evaluation, out var digest))
        {
            throw None(version);
        }

        try
        {
            var evaluation = await ReadAsync(version, async () => await EvaluationFile.ReadAsync(
                await registry.PathOfAsync(version, ModelFiles.Evaluation, cancellationToken), digest, cancellationToken));
            return IsOf(evaluation, version.Manifest) ? evaluation : throw new InvalidDataException("It is the evaluation of another model.");
        }
        catch (InvalidDataException exception)
        {
            throw new ConflictException(
                $"The evaluation of {version.Reference} is not what was registered with it, so nothing is decided by it: the file was changed, is damaged, or is that of another model. Restore it from a backup, or train the model again.",
                exception);
        }
    }

    /// <returns>Null where the version has none.</returns>
    /// <exception cref="NotFoundException">The version was deleted meanwhile.</exception>
    public static async Task<LearningCurves?> LearningCurvesAsync(this IModelRegistry registry, ModelVersion version, CancellationToken cancellationToken) =>
        version.Files.ContainsKey(ModelFiles.LearningCurves)
            ? await ReadAsync(version, async () => await LearningCurvesFile.ReadAsync(await registry.PathOfAsync(version, ModelFiles.LearningCurves, cancellationToken), cancellationToken))
            : null;

    private static bool IsOf(ModelEvaluation evaluation, ModelManifest manifest) => manifest.Task == TaskKind.Classify
        ? evaluation.Classifier is { } classifier && classifier.Classes.SequenceEqual(manifest.Classes)
        : evaluation.Denoiser is not null;

    private static ConflictException None(ModelVersion version) => new(
        $"The model version {version.Reference} has no evaluation: it was registered without one. Evaluations are made when a training ends: train it again, on the data set '{version.Manifest.Dataset}' if that is still there, to have one.");

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
