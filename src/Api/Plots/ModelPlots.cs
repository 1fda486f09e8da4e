using Clearsight.Api.Models;
using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Plots;

/// <summary>Draws the plots of model versions from what the registry keeps of each.</summary>
internal sealed class ModelPlots(IModelRegistry registry, IJobStore jobs)
{
    public static IEnumerable<string> Names(TaskKind task) => PlotTable.Trainings.Names(task).Concat(PlotTable.Evaluations.Names(task));

    /// <returns>Gets what the plot is drawn of, and gives how; null where models of this task have none of that name.</returns>
    public Func<CancellationToken, Task<Func<Theme, Figure>>>? Find(ModelVersion version, string plot)
    {
        var task = version.Manifest.Task;
        if (PlotTable.Trainings.Find(plot, task) is { } ofTraining)
        {
            return async cancellationToken =>
            {
                var history = await HistoryAsync(version, cancellationToken);
                return theme => ofTraining.Draw(history, theme);
            };
        }

        if (PlotTable.Evaluations.Find(plot, task) is { } ofEvaluation)
        {
            return async cancellationToken =>
            {
                var model = new EvaluatedModel(version, await registry.EvaluationAsync(version, cancellationToken));
                return theme => ofEvaluation.Draw(model, theme);
            };
        }

        return null;
    }

    /// <summary>From the version's own file, or from its job where it is of before there was one.</summary>
    private async Task<TrainingHistory> HistoryAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        if (await registry.LearningCurvesAsync(version, cancellationToken) is { } curves)
        {
            return TrainingHistory.Of(version, curves);
        }

        var metrics = version.Manifest.JobId is { } job ? await jobs.MetricsAsync(job, key: null, cancellationToken) : [];
        return metrics.Count > 0
            ? TrainingHistory.Of(version, LearningCurves.Of(metrics))
            : throw new ConflictException($"The model version {version.Reference} has no learning curves: it was registered without them, and the job that trained it is not on this host.");
    }
}
