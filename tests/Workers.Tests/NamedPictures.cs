using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Reports;

namespace Clearsight.Workers.Tests;

/// <summary>In the place of every plot its name: drawing is not the workers' business.</summary>
internal sealed class NamedPictures : IReportPictures
{
    public Task<IReadOnlyDictionary<Picture, ThemedPicture>> OfAsync(
        Report page, EvaluatedModel denoiser, ModelComparison classifiers, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<Picture, ThemedPicture>>(page.Blocks.OfType<Picture>().Distinct().ToDictionary(
            picture => picture, picture => new ThemedPicture($"<svg>{picture.Plot} of {picture.Model ?? denoiser.Version.Reference}</svg>", "<svg/>")));
}
