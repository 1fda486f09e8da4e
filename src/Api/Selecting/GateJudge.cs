using Clearsight.Api.Models;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Selecting;

/// <summary>
/// Holds a gate against the evaluations that were registered with the versions. Nothing is measured anew: a version never
/// changes, and neither does what it came to on the test split. What is not that very evaluation, or is of a form of the
/// data set that is gone, decides nothing.
/// </summary>
internal sealed class GateJudge(ISelectionStore selections, IModelRegistry registry, IDatasetCatalog datasets)
{
    /// <returns>How the candidate passed, and the selection that it was held against.</returns>
    /// <exception cref="GateNotPassedException">It is not good enough.</exception>
    /// <exception cref="ConflictException">There is no evaluation to decide by, or none of the same images.</exception>
    public async Task<(GateResult Passed, long? ComparedWith)> JudgeAsync(
        SelectionGate gate, ModelVersion candidate, CancellationToken cancellationToken)
    {
        var judged = await EvaluatedAsync(candidate, cancellationToken);
        if (gate.AtLeast is not null)
        {
            return (gate.Judge(judged, selected: null), null);
        }

        var selection = await selections.FindAsync(candidate.Manifest.Task, cancellationToken);
        var version = selection is null ? null : await registry.FindAsync(selection.Model, cancellationToken);
        var selected = version is null ? null : await EvaluatedAsync(version, cancellationToken);
        return (gate.Judge(judged, selected), selection?.Sequence);
    }

    private async Task<EvaluatedModel> EvaluatedAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        var manifest = version.Manifest;
        if (datasets.Find(manifest.Dataset) is { } card && card.Digest != manifest.DatasetDigest)
        {
            throw new ConflictException(
                $"{version.Reference} was measured on another form of the data set '{manifest.Dataset}' than there is now, so its figures are out of date. Train it again on the present one.");
        }

        return new EvaluatedModel(version, await registry.RegisteredEvaluationAsync(version, cancellationToken));
    }
}
