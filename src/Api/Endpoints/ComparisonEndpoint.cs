using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Api.Models;
using Clearsight.Api.Plots;
using Clearsight.Api.Problems;
using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;
using Clearsight.Domain.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clearsight.Api.Endpoints;

/// <summary>Model versions side by side.</summary>
internal static class ComparisonEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/comparisons", CompareAsync)
        .WithTags("Models").WithName("CompareModels")
        .WithSummary("Model versions side by side, as JSON, Markdown, plain text or HTML, by `Accept` or `?format=`.")
        .WithDescription("For versions of one task that were measured on the same test images. Each but the first is compared with the first; classifiers by McNemar's exact test.")
        .Produces<ComparisonDetails>(StatusCodes.Status200OK, ReportAnswer.Json, ReportAnswer.Markdown, ReportAnswer.Text, ReportAnswer.Html)
        .Fails(404, 406, 409, 422)
        .WithResponseExample(Example);

    /// <param name="models">Two to eight, parted by commas: <c>fashion-classifier:1,fashion-transfer:1</c>. Without a number the newest version is meant.</param>
    /// <param name="format"><c>json</c>, <c>markdown</c>, <c>text</c> or <c>html</c>; without it <c>Accept</c> decides.</param>
    internal static async Task<Results<Ok<ComparisonDetails>, ContentHttpResult>> CompareAsync(
        string? models, string? format, HttpContext context, IModelRegistry registry, ReportPictures pictures, CancellationToken cancellationToken)
    {
        var check = new RequestCheck();
        var (chosen, references) = (check.Read(() => context.Request.ReportFormat(format)), check.Read(() => References(models)));
        check.Demand();
        var comparison = await OfAsync(references, registry, cancellationToken);
        return await ReportAnswer.AnswerAsync(
            context.Response, chosen, ComparisonDetails.Of(comparison), () => ComparisonReport.Of(comparison), report => pictures.OfAsync(report, comparison, cancellationToken));
    }

    /// <param name="models">From <see cref="References"/>.</param>
    internal static async Task<ModelComparison> OfAsync(IReadOnlyList<ModelReference> models, IModelRegistry registry, CancellationToken cancellationToken)
    {
        var versions = new List<EvaluatedModel>();
        foreach (var reference in models)
        {
            var version = await registry.FindAsync(reference, cancellationToken) ?? throw new NotFoundException($"There is no model version '{reference}'.");
            versions.Add(new EvaluatedModel(version, await registry.EvaluationAsync(version, cancellationToken)));
        }

        return ModelComparison.Of(versions);
    }

    /// <param name="models">As a request names them.</param>
    internal static List<ModelReference> References(string? models)
    {
        var references = new List<ModelReference>();
        foreach (var name in (models ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            references.Add(ModelReference.TryParse(name, out var reference)
                ? reference
                : throw new InvalidRequestException("models", "models must be names as 'name' or 'name:version', parted by commas."));
        }

        return references.Count is >= ModelComparison.FewestModels and <= ModelComparison.MostModels
            ? references
            : throw new InvalidRequestException("models", $"models must name {ModelComparison.FewestModels} to {ModelComparison.MostModels} model versions, parted by commas.");
    }

    private const string Example = """
        {
          "task": "classify",
          "dataset": { "name": "shapes", "digest": "sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0" },
          "models": [
            {
              "model": { "name": "two-shapes", "version": 1 },
              "parameterCount": 26298,
              "metrics": { "train/accuracy": 0.95, "test/accuracy": 0.75 },
              "report": {
                "classes": [
                  { "precision": 1, "recall": 0.5, "f1": 0.667, "support": 2 },
                  { "precision": 0.667, "recall": 1, "f1": 0.8, "support": 2 }
                ],
                "macro": { "precision": 0.833, "recall": 0.75, "f1": 0.733, "support": 4 },
                "weighted": { "precision": 0.833, "recall": 0.75, "f1": 0.733, "support": 4 },
                "accuracy": 0.75
              },
              "densities": null
            },
            {
              "model": { "name": "two-shapes", "version": 2 },
              "parameterCount": 26298,
              "metrics": { "train/accuracy": 0.99, "test/accuracy": 1 },
              "report": {
                "classes": [
                  { "precision": 1, "recall": 1, "f1": 1, "support": 2 },
                  { "precision": 1, "recall": 1, "f1": 1, "support": 2 }
                ],
                "macro": { "precision": 1, "recall": 1, "f1": 1, "support": 4 },
                "weighted": { "precision": 1, "recall": 1, "f1": 1, "support": 4 },
                "accuracy": 1
              },
              "densities": null
            }
          ],
          "classifiers": [{
            "first": { "name": "two-shapes", "version": 1 },
            "second": { "name": "two-shapes", "version": 2 },
            "accuracy": 0.25,
            "classes": [
              { "label": "circle", "precision": 0, "recall": 0.5, "f1": 0.333 },
              { "label": "square", "precision": 0.333, "recall": 0, "f1": 0.2 }
            ],
            "test": { "bothRight": 3, "onlyFirstRight": 0, "onlySecondRight": 1, "bothWrong": 0, "pValue": 1 }
          }],
          "denoisers": [],
          "conclusion": "two-shapes:2 classifies 25.00 percentage points more of the 4 test images rightly than two-shapes:1; chance alone can explain the difference (McNemar's exact test on the 1 image that only one of them gets right: p = 1.0000)."
        }
        """;
}
