using Clearsight.Domain;
using Clearsight.Domain.Evaluation;

namespace Clearsight.Api.Plots;

/// <summary>Every plot of the service, a line each. To add one, add a line here.</summary>
internal static class PlotTable
{
    /// <summary>Of a training: of a job, and of the model version that it left.</summary>
    public static readonly IReadOnlyList<PlotEntry<TrainingHistory>> Trainings =
    [
        new("loss", null, LearningCurvePlot.Loss),
        new("accuracy", TaskKind.Classify, LearningCurvePlot.Accuracy),
    ];

    /// <summary>Of a model version.</summary>
    public static readonly IReadOnlyList<PlotEntry<EvaluatedModel>> Evaluations =
    [
        new("confusion-matrix", TaskKind.Classify, ConfusionMatrixPlot.Draw),
        new("precision-recall", TaskKind.Classify, ClassCurvePlots.PrecisionRecall),
        new("roc", TaskKind.Classify, ClassCurvePlots.Roc),
        new("calibration", TaskKind.Classify, CalibrationPlot.Draw),
        new("psnr", TaskKind.Denoise, PsnrPlot.Draw),
        new("samples", TaskKind.Classify, MistakesPlot.Draw),
        new("samples", TaskKind.Denoise, RestorationsPlot.Draw),
    ];

    /// <summary>Of several model versions.</summary>
    public static readonly IReadOnlyList<PlotEntry<ModelComparison>> Comparisons =
    [
        new("precision-recall", TaskKind.Classify, ComparedCurvesPlot.Draw),
        new("psnr", TaskKind.Denoise, PsnrPlot.Compare),
    ];
}

/// <param name="Name">As it is asked for.</param>
/// <param name="Task">The task that it means something for; null for all.</param>
internal sealed record PlotEntry<T>(string Name, TaskKind? Task, Func<T, Theme, Figure> Draw)
{
    public bool IsFor(TaskKind task) => Task is null || Task == task;
}

internal static class PlotEntries
{
    /// <summary>The plot of that name, if there is one for the task.</summary>
    public static PlotEntry<T>? Find<T>(this IReadOnlyList<PlotEntry<T>> table, string name, TaskKind task) =>
        table.FirstOrDefault(plot => plot.Name == name && plot.IsFor(task));

    public static IEnumerable<string> Names<T>(this IReadOnlyList<PlotEntry<T>> table, TaskKind task) =>
        table.Where(plot => plot.IsFor(task)).Select(plot => plot.Name);

    /// <param name="owner">What was asked for its plot.</param>
    /// <param name="there">The plots that it has.</param>
    public static NotFoundException NoSuchPlot(string name, string owner, IEnumerable<string> there) =>
        new($"There is no plot '{name}' of {owner}; there are: {string.Join(", ", there)}.");
}
