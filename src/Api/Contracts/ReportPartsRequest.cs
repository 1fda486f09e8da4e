using System.Text.Json;
using Clearsight.Domain.Recipes;

namespace Clearsight.Api.Contracts;

/// <summary>The parts of a report, each of which may be left out.</summary>
public sealed record ReportPartsRequest
{
    /// <summary>A denoising autoencoder; <c>mnist-denoiser-report</c> if left out.</summary>
    public ReportPartRequest? Denoiser { get; init; }

    /// <summary>A classifier that takes over nothing; <c>fashion-classifier-report</c> if left out.</summary>
    public ReportPartRequest? Classifier { get; init; }

    /// <summary>A classifier on the encoder of the report's denoiser; <c>fashion-transfer-report</c> if left out.</summary>
    public ReportPartRequest? Transfer { get; init; }

    internal ReportPartRequest? Of(ReportRole role) => role.Name switch
    {
        "denoiser" => Denoiser,
        "classifier" => Classifier,
        _ => Transfer,
    };
}

/// <summary>A part of a report.</summary>
public sealed record ReportPartRequest
{
    /// <summary>The id of a recipe of the part's kind.</summary>
    public string? Recipe { get; init; }

    /// <summary>Overrides by name, before those of the report.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Hyperparameters { get; init; }

    /// <summary>The name that the new version goes under; the recipe's own if left out.</summary>
    public string? ModelName { get; init; }
}
