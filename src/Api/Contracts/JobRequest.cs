using System.ComponentModel;
using System.Text.Json;
using Clearsight.Api.Documentation;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Contracts;

/// <summary>What to train.</summary>
public sealed record JobRequest
{
    /// <summary>The id of a recipe, which gives every value that the request leaves out.</summary>
    public required string Recipe { get; init; }

    /// <summary>Overrides by name, within the recipe's ranges; in a report for every part that has them.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Hyperparameters { get; init; }

    /// <summary>The name of a data set; the recipe's own if left out. In a report it is for every part.</summary>
    public string? Dataset { get; init; }

    /// <summary>
    /// The model version whose weights the training starts from, <c>name</c> or <c>name:version</c>: one of the recipe's own
    /// network, which is trained on, or, for a recipe that takes over an encoder, the autoencoder that has it. Left out,
    /// weights start random; an encoder is that of the job that this one comes <c>after</c>, else of the selected or
    /// newest autoencoder.
    /// </summary>
    public string? BaseModel { get; init; }

    /// <summary>The name that the new version goes under; the recipe's own if left out.</summary>
    public string? ModelName { get; init; }

    /// <summary>When the new version becomes the selected one; <c>ifBetter</c> if left out.</summary>
    [DefaultValue(SelectionRule.IfBetter)]
    public SelectionRule? Select { get; init; }

    /// <summary>Which of the waiting jobs starts first, <c>high</c> before <c>normal</c> before <c>low</c>, those of one priority in the order in which they came; <c>normal</c> if left out.</summary>
    [DefaultValue(JobPriority.Normal)]
    public JobPriority? Priority { get; init; }

    /// <summary>The job does not start before this instant, with its offset (RFC 3339), at most a year from now; it waits as <c>queued</c>.</summary>
    [Instant]
    public string? NotBefore { get; init; }

    /// <summary>The id of a job that must have succeeded before this one starts.</summary>
    public string? After { get; init; }

    /// <summary>Free labels by which jobs can be found again; the parts of a report get them too.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>For the recipe <c>report</c>: what its parts do otherwise than by default.</summary>
    public ReportPartsRequest? Parts { get; init; }
}
