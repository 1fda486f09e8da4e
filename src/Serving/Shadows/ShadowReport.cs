using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Serving.Shadows;

/// <summary>What is known of a shadow that runs.</summary>
/// <param name="Since">What counts began at.</param>
/// <param name="Seen">Requests that the selected version answered.</param>
/// <param name="Shadowed">Those of them that the shadow answered, too.</param>
/// <param name="Dropped">Those that it was to answer, had the machine not been busy or the picture not been too large to be kept.</param>
/// <param name="Errors">Those that it failed at.</param>
/// <param name="LastError">Why, the last time.</param>
/// <param name="Agreement">Null where nothing was compared yet; so are the latencies.</param>
public sealed record ShadowReport(
    ModelReference Selected,
    ModelReference Shadow,
    double Share,
    DateTimeOffset Since,
    long Seen,
    long Shadowed,
    long Dropped,
    long Errors,
    string? LastError,
    ShadowAgreement? Agreement,
    LatencyQuantiles? SelectedLatency,
    LatencyQuantiles? ShadowLatency)
{
    internal static ShadowReport Of(TaskKind task, ShadowRun run)
    {
        var figures = run.Tally.Figures();
        return new ShadowReport(
            run.Selected,
            run.Shadow,
            run.Share,
            run.Since,
            figures.Seen,
            figures.Shadowed,
            figures.Dropped,
            figures.Errors,
            figures.LastError,
            ShadowAgreement.Of(task, figures.Differences),
            figures.Selected,
            figures.Shadow);
    }
}

/// <summary>How alike the answers of a shadow and of the selected version are.</summary>
/// <param name="Images">That were compared; a request may bring several.</param>
/// <param name="SameLabel">Of classifiers: the share of images that both take for the same class, 0..1.</param>
/// <param name="MeanDifference">The mean absolute difference of the probabilities, or of the cleaned pixels, 0..1.</param>
/// <param name="Psnr">Of denoisers: of one's pictures against the other's, in decibels, from the mean squared difference of all; infinite where they are equal.</param>
public sealed record ShadowAgreement(int Images, double? SameLabel, double MeanDifference, double? Psnr)
{
    internal static ShadowAgreement? Of(TaskKind task, Differences sums)
    {
        if (sums.Images == 0)
        {
            return null;
        }

        double images = sums.Images;
        return task == TaskKind.Classify
            ? new ShadowAgreement(sums.Images, sums.SameLabel / images, sums.Absolute / images, Psnr: null)
            : new ShadowAgreement(sums.Images, SameLabel: null, sums.Absolute / images, Domain.Metrics.Psnr.FromMse(sums.Squared / images));
    }
}
