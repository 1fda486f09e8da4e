using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;

namespace Clearsight.Domain.Reports;

/// <summary>The page on how good a model version is.</summary>
public static class EvaluationReport
{
    public static Report Of(ModelVersion version, ModelEvaluation evaluation)
    {
        var manifest = version.Manifest;
        var origin = new Paragraph($"Network {manifest.Network} with {manifest.ParameterCount:N0} parameters, recipe {manifest.Recipe}, epoch {manifest.Epoch}; data set {manifest.Dataset}. Model digest {version.Digest}.");
        IEnumerable<ReportBlock> figures = evaluation.Classifier is { } classifier
            ? ClassifierTables.Of(manifest, classifier)
            : DenoiserTables.Of(evaluation.Denoiser!);
        return new Report($"Evaluation of {version.Reference}", [origin, .. figures]);
    }
}
