using Clearsight.Domain.Models;

namespace Clearsight.Domain.Evaluation;

/// <summary>Model versions of one task side by side on one test split, each but the first against the first.</summary>
/// <param name="Models">In the order asked for.</param>
/// <param name="Classifiers">Against the first; empty for denoisers.</param>
/// <param name="Denoisers">Against the first; empty for classifiers.</param>
/// <param name="Conclusion">In plain sentences.</param>
public sealed record ModelComparison(
    IReadOnlyList<EvaluatedModel> Models,
    IReadOnlyList<ClassifierDifference> Classifiers,
    IReadOnlyList<DenoiserDifference> Denoisers,
    string Conclusion)
{
    public const int FewestModels = 2;
    public const int MostModels = 8;

    /// <summary>A p-value below this counts as a difference; divided by the number of differences that are looked at (Bonferroni).</summary>
    private const double Significance = 0.05;

    /// <exception cref="InvalidRequestException">One is given twice, they are of different tasks, or they were not measured on the same images.</exception>
    public static ModelComparison Of(IReadOnlyList<EvaluatedModel> models)
    {
        Check(models);
        var (first, others) = (models[0], models.Skip(1).ToList());
        if (first.Evaluation.Classifier is null)
        {
            var denoisers = others.ConvertAll(other => DenoiserDifference.Of(first, other));
            return new ModelComparison(models, [], denoisers, string.Join(' ', denoisers.Select(difference => difference.Sentence())));
        }

        var classifiers = others.ConvertAll(other => ClassifierDifference.Of(first, other));
        var level = Significance / classifiers.Count;
        return new ModelComparison(models, classifiers, [], string.Join(' ', classifiers.Select(difference => difference.Sentence(level))));
    }

    private static void Check(IReadOnlyList<EvaluatedModel> models)
    {
        if (models.CountBy(model => model.Version.Reference).FirstOrDefault(model => model.Value > 1) is { Key: { } twice })
        {
            throw Refused($"{twice} is given twice; a model is compared with others.");
        }

        var first = models[0].Version;
        foreach (var other in models.Skip(1).Select(model => model.Version))
        {
            if (other.Manifest.Task != first.Manifest.Task)
            {
                throw Refused($"{first.Reference} is for {first.Manifest.Task.ToName()}, {other.Reference} for {other.Manifest.Task.ToName()}; only models of one task can be compared.");
            }

            if (!other.Manifest.SharesTestImagesWith(first.Manifest))
            {
                var otherImages = other.Manifest.Dataset == first.Manifest.Dataset ? "on those of another form of it" : $"on those of {other.Manifest.Dataset}";
                throw Refused($"{first.Reference} was measured on the test images of {first.Manifest.Dataset}, {other.Reference} {otherImages}; figures from different images say nothing about each other.");
            }
        }

        if (models.Select(model => model.Evaluation.Images).Distinct().Count() > 1)
        {
            throw Refused("The models were not measured on the same number of test images.");
        }

        if (models.Any(model => !(model.Evaluation.Classifier?.Classes ?? []).SequenceEqual(models[0].Evaluation.Classifier?.Classes ?? [], StringComparer.Ordinal)))
        {
            throw Refused("The models do not tell the same classes apart.");
        }
    }

    private static InvalidRequestException Refused(string sentence) => new("models", sentence);
}

/// <summary>A model version with its evaluation.</summary>
public sealed record EvaluatedModel(ModelVersion Version, ModelEvaluation Evaluation);
