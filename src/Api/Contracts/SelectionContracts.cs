using System.ComponentModel;
using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Contracts;

/// <summary>Which model version serves a task.</summary>
/// <param name="Model">Null while none serves it; then the other fields are null, too.</param>
/// <param name="By">Who switched: <c>shipped</c>, <c>job {id}</c>, <c>api</c>, <c>rollback</c>.</param>
/// <param name="Gate">What the version had to pass to be selected, and how it did; null where nothing was asked.</param>
/// <param name="Shadow">The version that is shown a share of the requests; null where there is none.</param>
public sealed record TaskSelection(TaskKind Task, ModelName? Model, DateTimeOffset? Since, string? By, GateOutcome? Gate, TaskShadow? Shadow)
{
    internal static TaskSelection Of(TaskKind task, Selection? selection, Shadow? shadow) => new(
        task,
        selection is null ? null : ModelName.Of(selection.Model),
        selection?.Since,
        selection?.By,
        GateOutcome.Of(selection?.Gate),
        shadow is null ? null : new TaskShadow(ModelName.Of(shadow.Model), shadow.Share, shadow.Since));
}

/// <summary>A version that is shown a share of what the selected one answers; nobody gets its answers.</summary>
/// <param name="Share">Of the requests, 0 to 1.</param>
/// <param name="Since">When this version became the shadow.</param>
public sealed record TaskShadow(ModelName Model, double Share, DateTimeOffset Since);

/// <summary>What is to become otherwise about a task: a model, a shadow, a share, or several of them; all of it or nothing.</summary>
public sealed record SelectRequest
{
    /// <summary><c>name:version</c>, or <c>name</c> for its newest version. Without it the selected version stays.</summary>
    // Not nullable, since null is no name: whoever writes it is told. It is null only where nothing was written.
    public string Model { get; init; } = null!;

    /// <summary>What the model has to come up to before it is selected.</summary>
    public GateRequest? Gate { get; init; }

    /// <summary>The version that becomes the shadow: <c>name:version</c>, or <c>name</c> for its newest version. Null ends the shadow; without it the present one stays.</summary>
    public string? Shadow
    {
        get;
        init
        {
            field = value;
            EndsShadow = value is null;
        }
    }

    /// <summary>Which share of the requests the shadow is shown, 0 to 1; without a shadow beside it, that of the present one.</summary>
    [DefaultValue(Domain.Models.Shadow.DefaultShare)]
    public double? Share { get; init; }

    /// <summary>A shadow of null was written, as opposed to none.</summary>
    internal bool EndsShadow { get; private init; }
}

/// <summary>What a version has to come up to, by its evaluation on the frozen test split: <c>atLeast</c> or <c>notWorseThanSelected</c>.</summary>
/// <param name="Metric">
/// Of classifiers <c>accuracy</c>, <c>macroPrecision</c>, <c>macroRecall</c>, <c>macroF1</c>, <c>weightedF1</c> (0 to 1) or <c>loss</c> (nats,
/// lower is better). Of denoisers <c>psnr@d</c> (decibels), <c>ssim@d</c> (-1 to 1) or <c>mse@d</c> (0 to 1, lower is better) at a noise density d
/// of 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7 or 0.8: <c>psnr@0.25</c>.
/// </param>
public sealed record GateRequest(string Metric)
{
    /// <summary>As good as this value, or better: not below it where higher is better, not above it where lower is.</summary>
    public double? AtLeast { get; init; }

    /// <summary>True: not worse than the version that is selected now. Both must have been measured on the same test images.</summary>
    public bool? NotWorseThanSelected { get; init; }

    /// <summary>With <c>notWorseThanSelected</c>: how much worse is still well, in the metric's own unit.</summary>
    [DefaultValue(0.0)]
    public double? Tolerance { get; init; }
}

/// <summary>What a gate came to.</summary>
/// <param name="Value">That of the version that was to be selected; null where it is infinite, the PSNR of a restoration without error.</param>
/// <param name="Wanted">The worst value that passes; null where it is infinite.</param>
/// <param name="Selected">The version that it was held against; null where a value was asked for.</param>
/// <param name="Dataset">Whose test images both were measured on.</param>
/// <param name="Comparison">How the two versions differ, of classifiers with McNemar's exact test; null where a value was asked for.</param>
public sealed record GateOutcome(string Metric, double? Value, double? Wanted, GateOpponent? Selected, ModelDataset Dataset, string? Comparison)
{
    internal static GateOutcome? Of(GateResult? result) => result is null ? null : new(
        result.Metric,
        Finite(result.Value),
        Finite(result.Wanted),
        result.Selected is null ? null : new GateOpponent(ModelName.Of(result.Selected), Finite(result.SelectedValue!.Value)),
        new ModelDataset(result.Dataset, result.DatasetDigest),
        result.Comparison);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <param name="Value">Null where it is infinite.</param>
public sealed record GateOpponent(ModelName Model, double? Value);

/// <summary>An entry of the append-only log of a task's selections.</summary>
/// <param name="Sequence">Grows with every selection.</param>
/// <param name="Gate">What the version had to pass, and how it did; null where nothing was asked.</param>
public sealed record SelectionEntry(long Sequence, ModelName Model, DateTimeOffset Since, string By, GateOutcome? Gate)
{
    internal static SelectionEntry Of(Selection selection) =>
        new(selection.Sequence, ModelName.Of(selection.Model), selection.Since, selection.By, GateOutcome.Of(selection.Gate));
}
