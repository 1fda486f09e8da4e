namespace Clearsight.Domain.Evaluation;

/// <summary>How good a model version is on the frozen test split of its data set; one of the two, by its task.</summary>
public sealed record ModelEvaluation(ClassifierEvaluation? Classifier, DenoiserEvaluation? Denoiser)
{
    /// <summary>How many images it was measured on.</summary>
    public int Images => Classifier?.Images ?? Denoiser?.Images ?? 0;
}
