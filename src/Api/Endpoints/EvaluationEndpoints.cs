using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Api.Models;
using Clearsight.Api.Plots;
using Clearsight.Domain.Models;
using Clearsight.Domain.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clearsight.Api.Endpoints;

/// <summary>How good a model version is.</summary>
internal static class EvaluationEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/models/{name}/versions/{version}").WithTags("Models");
        group.MapGet("/evaluation", GetAsync).WithName("GetModelEvaluation")
            .WithSummary("How good a model version is on the test split.")
            .WithDescription("Measured once, when its training ended. A version that was registered without an evaluation is answered with 409.")
            .Fails(404, 409)
            .WithResponseExample(Example);
        group.MapGet("/report", ReportAsync).WithName("GetModelReport")
            .WithSummary("The evaluation as JSON, Markdown, plain text or HTML, by `Accept` or `?format=`.")
            .Produces<EvaluationDetails>(StatusCodes.Status200OK, ReportAnswer.Json, ReportAnswer.Markdown, ReportAnswer.Text, ReportAnswer.Html)
            .Fails(404, 406, 409, 422)
            .WithResponseExample(Example);
    }

    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    internal static async Task<Ok<EvaluationDetails>> GetAsync(
        string name, string version, IModelRegistry registry, CancellationToken cancellationToken)
    {
        var found = await ModelEndpoints.FindAsync(registry, name, version, cancellationToken);
        return TypedResults.Ok(EvaluationDetails.Of(found, await registry.EvaluationAsync(found, cancellationToken)));
    }

    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="format"><c>json</c>, <c>markdown</c>, <c>text</c> or <c>html</c>; without it <c>Accept</c> decides.</param>
    internal static async Task<Results<Ok<EvaluationDetails>, ContentHttpResult>> ReportAsync(
        string name, string version, string? format, HttpContext context, IModelRegistry registry, ReportPictures pictures, CancellationToken cancellationToken)
    {
        var chosen = context.Request.ReportFormat(format);
        var found = await ModelEndpoints.FindAsync(registry, name, version, cancellationToken);
        var evaluation = await registry.EvaluationAsync(found, cancellationToken);
        return await ReportAnswer.AnswerAsync(
            context.Response, chosen, EvaluationDetails.Of(found, evaluation), () => EvaluationReport.Of(found, evaluation), report => pictures.OfAsync(report, found, cancellationToken));
    }

    private const string Example = """
        {
          "model": { "name": "two-shapes", "version": 1 },
          "task": "classify",
          "dataset": { "name": "shapes", "digest": "sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0" },
          "classifier": {
            "images": 4,
            "loss": 0.31,
            "accuracyInterval": { "low": 0.25, "high": 1, "level": 0.95 },
            "classes": ["circle", "square"],
            "report": {
              "classes": [
                { "precision": 1, "recall": 0.5, "f1": 0.667, "support": 2 },
                { "precision": 0.667, "recall": 1, "f1": 0.8, "support": 2 }
              ],
              "macro": { "precision": 0.833, "recall": 0.75, "f1": 0.733, "support": 4 },
              "weighted": { "precision": 0.833, "recall": 0.75, "f1": 0.733, "support": 4 },
              "accuracy": 0.75
            },
            "matrix": { "counts": [[1, 1], [0, 2]] },
            "curves": [
              { "averagePrecision": 1, "rocArea": 1, "precision": [1, 1, 1, 0.667, 0.5], "recall": [0, 0.5, 1, 1, 1], "falsePositiveRate": [0, 0, 0, 0.5, 1] },
              { "averagePrecision": 1, "rocArea": 1, "precision": [1, 1, 1, 0.667, 0.5], "recall": [0, 0.5, 1, 1, 1], "falsePositiveRate": [0, 0, 0, 0.5, 1] }
            ],
            "calibration": { "error": 0.05, "loss": 0.31, "bins": [{ "from": 0.933, "to": 1, "count": 3, "confidence": 0.95, "accuracy": 1 }] },
            "temperature": 1.1,
            "calibratedByTemperature": { "error": 0.03, "loss": 0.3, "bins": [{ "from": 0.933, "to": 1, "count": 3, "confidence": 0.94, "accuracy": 1 }] },
            "predicted": "AAEBAQ==",
            "correct": "DQ==",
            "samples": {
              "height": 2,
              "width": 2,
              "mistakes": [{ "image": 1, "actual": 0, "predicted": 1, "confidence": 0.7, "pixels": "AP//AA==" }]
            },
            "intervals": {
              "loss": { "low": 0.05, "high": 0.62, "level": 0.95 },
              "calibratedLoss": { "low": 0.07, "high": 0.58, "level": 0.95 },
              "classes": [
                {
                  "precision": { "low": 0, "high": 1, "level": 0.95 }, "recall": { "low": 0, "high": 1, "level": 0.95 }, "f1": { "low": 0, "high": 1, "level": 0.95 },
                  "averagePrecision": { "low": 1, "high": 1, "level": 0.95 }, "rocArea": { "low": 1, "high": 1, "level": 0.95 }
                },
                {
                  "precision": { "low": 0.25, "high": 1, "level": 0.95 }, "recall": { "low": 1, "high": 1, "level": 0.95 }, "f1": { "low": 0.4, "high": 1, "level": 0.95 },
                  "averagePrecision": { "low": 1, "high": 1, "level": 0.95 }, "rocArea": { "low": 1, "high": 1, "level": 0.95 }
                }
              ],
              "macro": {
                "precision": { "low": 0.13, "high": 1, "level": 0.95 }, "recall": { "low": 0.5, "high": 1, "level": 0.95 }, "f1": { "low": 0.2, "high": 1, "level": 0.95 },
                "averagePrecision": { "low": 1, "high": 1, "level": 0.95 }, "rocArea": { "low": 1, "high": 1, "level": 0.95 }
              },
              "weighted": {
                "precision": { "low": 0.06, "high": 1, "level": 0.95 }, "recall": { "low": 0.25, "high": 1, "level": 0.95 }, "f1": { "low": 0.1, "high": 1, "level": 0.95 },
                "averagePrecision": null, "rocArea": null
              }
            }
          },
          "denoiser": null
        }
        """;
}
