using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;
using Clearsight.Storage.Models;

namespace Clearsight.Api.Models;

internal static class Evaluations
{
    /// <exception cref="ConflictException">The version has none.</exception>
    /// <exception cref="NotFoundException">The version was deleted meanwhile.</exception>
    public static async Task<ModelEvaluation> EvaluationAsync(this IModelRegistry registry, ModelVersion version, CancellationToken cancellationToken)
    {
        if (!version.Files.ContainsKey(ModelFiles.Evaluation))
        {
            throw new ConflictException(
                $"The model version {version.Reference} has no evaluation: it was registered without one. Evaluations are made when a training ends: train it again, on the data set '{version.Manifest.Dataset}' if that is still there, to have one.");
        }

        try
        {
            return await EvaluationFile.ReadAsync(registry.PathOf(version, ModelFiles.Evaluation), cancellationToken);
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or FileNotFoundException)
        {
            throw new NotFoundException($"There is no model version {version.Reference} any more.");
        }
    }
}
