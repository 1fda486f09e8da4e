using Clearsight.Domain.Evaluation;

namespace Clearsight.Domain.Reports;

/// <summary>Draws what a <see cref="WholeReport"/> shows: the workers write the page, and the drawing is with the plots of the API.</summary>
public interface IReportPictures
{
    /// <returns>Without those that there are no figures for.</returns>
    Task<IReadOnlyDictionary<Picture, ThemedPicture>> OfAsync(
        Report page, EvaluatedModel denoiser, ModelComparison classifiers, CancellationToken cancellationToken);
}
