using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Models;

/// <summary>A figure of an evaluation that a <see cref="SelectionGate"/> can ask for.</summary>
/// <param name="Name">As requests write it; of a denoiser with the noise density that it is measured at: <c>psnr@0.25</c>.</param>
/// <param name="Lowest">The least value that it can take.</param>
/// <param name="Highest">The largest.</param>
public sealed record GateMetric(string Name, TaskKind Task, bool IsHigherBetter, double Lowest, double Highest)
{
    /// <summary>Decibels that no gate has a use for: a mean error of a ten-thousandth of a level.</summary>
    private const double HighestPsnr = 128;

    /// <summary>Nats: what a classifier comes to that gives the right class a chance of 10⁻⁴³.</summary>
    private const double HighestLoss = 100;

    private const char Separator = '@';

    public static readonly IReadOnlyList<GateMetric> All =
    [
        new("accuracy", TaskKind.Classify, true, 0, 1),
        new("macroPrecision", TaskKind.Classify, true, 0, 1),
        new("macroRecall", TaskKind.Classify, true, 0, 1),
        new("macroF1", TaskKind.Classify, true, 0, 1),
        new("weightedF1", TaskKind.Classify, true, 0, 1),
        new("loss", TaskKind.Classify, false, 0, HighestLoss),
        .. AtEachDensity("psnr", true, 0, HighestPsnr),
        .. AtEachDensity("ssim", true, -1, 1),
        .. AtEachDensity("mse", false, 0, 1),
    ];

    /// <summary>What there is for a task, as a sentence may list it.</summary>
    public static string NamesOf(TaskKind task) => task == TaskKind.Classify
        ? string.Join(", ", All.Where(metric => metric.Task == task).Select(metric => metric.Name))
        : $"psnr, ssim and mse at a noise density, psnr{Separator}0.25 for example; densities are {string.Join(", ", DenoiserEvaluation.MeasuredDensities)}";

    public static GateMetric? Find(string? name) => All.FirstOrDefault(metric => metric.Name == name);

    /// <returns>Null where it was not measured; infinite for the PSNR of a restoration without error.</returns>
    public double? ValueOf(ModelEvaluation evaluation) => Task == TaskKind.Classify
        ? evaluation.Classifier is { } classifier ? ValueOf(classifier) : null
        : evaluation.Denoiser is { } denoiser ? ValueOf(denoiser) : null;

    private static IEnumerable<GateMetric> AtEachDensity(string name, bool higherIsBetter, double lowest, double highest) =>
        DenoiserEvaluation.MeasuredDensities.Select(density => new GateMetric(At(name, density), TaskKind.Denoise, higherIsBetter, lowest, highest));

    private static string At(string name, double density) => $"{name}{Separator}{density}";

    private double? ValueOf(ClassifierEvaluation evaluation) => Name switch
    {
        "accuracy" => evaluation.Report.Accuracy,
        "macroPrecision" => evaluation.Report.Macro.Precision,
        "macroRecall" => evaluation.Report.Macro.Recall,
        "macroF1" => evaluation.Report.Macro.F1,
        "weightedF1" => evaluation.Report.Weighted.F1,
        _ => evaluation.Loss,
    };

    private double? ValueOf(DenoiserEvaluation evaluation)
    {
        var name = Name[..Name.IndexOf(Separator)];
        var figures = evaluation.Densities.FirstOrDefault(density => At(name, density.Density) == Name)?.Model;
        return name switch
        {
            "psnr" => figures is null ? null : figures.Psnr ?? Psnr.FromMse(0),
            "ssim" => figures?.Ssim,
            _ => figures?.Mse,
        };
    }
}
