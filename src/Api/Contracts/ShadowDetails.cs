using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Shadows;

namespace Clearsight.Api.Contracts;

/// <summary>How a shadow does beside the version that serves. Counts are kept in memory: they begin anew with the host, and with another shadow or selected version.</summary>
/// <param name="Selected">The version whose answers the shadow's are compared with; null while it does not run.</param>
/// <param name="Share">Of the requests, 0 to 1.</param>
/// <param name="Since">When counting began; null while it does not run.</param>
/// <param name="Problem">Why it does not run; null while it does.</param>
/// <param name="Agreement">Null until something was compared.</param>
/// <param name="Latency">Null until something was compared.</param>
public sealed record ShadowDetails(
    TaskKind Task,
    ModelName? Selected,
    ModelName Shadow,
    double Share,
    DateTimeOffset? Since,
    string? Problem,
    ShadowRequests Requests,
    AnswerAgreement? Agreement,
    ShadowLatency? Latency)
{
    /// <param name="report">Of the run; null where the host could not start one.</param>
    internal static ShadowDetails Of(Shadow shadow, ShadowReport? report) => report is null || report.Shadow != shadow.Model
        ? new(
            shadow.Task,
            null,
            ModelName.Of(shadow.Model),
            shadow.Share,
            null,
            $"{shadow.Model} does not run: it, or the version beside it, cannot be loaded, and the log says why. Name another shadow with PUT /selection/{shadow.Task.ToName()}, or end this one.",
            new ShadowRequests(0, 0, 0, 0, null),
            null,
            null)
        : new(
            shadow.Task,
            ModelName.Of(report.Selected),
            ModelName.Of(report.Shadow),
            report.Share,
            report.Since,
            null,
            new ShadowRequests(report.Seen, report.Shadowed, report.Dropped, report.Errors, report.LastError),
            AnswerAgreement.Of(shadow.Task, report.Agreement),
            report is { SelectedLatency: { } selected, ShadowLatency: { } own } ? new ShadowLatency(selected, own) : null);
}

/// <summary>What became of the requests. What was chosen for the shadow and is in none of the last three still waits.</summary>
/// <param name="Seen">Requests that the selected version answered, by its task and not by its name.</param>
/// <param name="Shadowed">Those that the shadow answered, too.</param>
/// <param name="Dropped">Those that it was to answer, had the machine not been busy or the picture not been too large to be kept.</param>
/// <param name="Errors">Those that it failed at.</param>
/// <param name="LastError">Why, the last time.</param>
public sealed record ShadowRequests(long Seen, long Shadowed, long Dropped, long Errors, string? LastError);

/// <summary>How alike the answers of the two are.</summary>
/// <param name="Images">That were compared; a request may bring several.</param>
/// <param name="SameLabel">Of classifiers: the share of images that both take for the same class, 0 to 1.</param>
/// <param name="MeanProbabilityDifference">Of classifiers: the mean absolute difference of the probabilities, over classes and images.</param>
/// <param name="MeanPixelDifference">Of denoisers: the mean absolute difference of the cleaned pixels, 0 to 1; an image counts the same whatever its size.</param>
/// <param name="Psnr">Of denoisers: of one's cleaned images against the other's, in decibels; null where they are equal.</param>
public sealed record AnswerAgreement(int Images, double? SameLabel, double? MeanProbabilityDifference, double? MeanPixelDifference, double? Psnr)
{
    internal static AnswerAgreement? Of(TaskKind task, ShadowAgreement? agreement) => agreement is null
        ? null
        : task == TaskKind.Classify
            ? new(agreement.Images, agreement.SameLabel, agreement.MeanDifference, null, null)
            : new(agreement.Images, null, null, agreement.MeanDifference, agreement.Psnr is { } psnr && double.IsFinite(psnr) ? psnr : null);
}

/// <summary>Milliseconds that an image takes in the network, of the same requests. The shadow goes behind requests, so it is slower where the machine is busy.</summary>
public sealed record ShadowLatency(LatencyQuantiles Selected, LatencyQuantiles Shadow);
