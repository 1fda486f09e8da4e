using Clearsight.Domain.Evaluation;

namespace Clearsight.Api.Tests.Models;

/// <summary>Evaluations of no network at all: what was answered for six images is written down.</summary>
internal static class SampleEvaluations
{
    private static readonly byte[] Actual = [0, 1, 0, 1, 0, 1];

    /// <param name="predicted">Circle (0) or square (1) for each of six images, which are circles and squares by turns.</param>
    public static ModelEvaluation Classifier(params byte[] predicted)
    {
        var outputs = new ClassifierOutputs([.. predicted.SelectMany(label => label == 0 ? new[] { 2f, 0 } : [0, 2f])], Actual);
        return new ModelEvaluation(ClassifierEvaluation.Of(outputs, outputs, ["circle", "square"]), null);
    }

    /// <param name="psnr">At a noise density of 10 %; null for a restoration without error.</param>
    public static ModelEvaluation Denoiser(double? psnr)
    {
        var figures = new RestorationFigures(0.01, psnr, 0.9, new PixelFigures(0.1, 10), new PixelFigures(null, null));
        return new ModelEvaluation(null, new DenoiserEvaluation(1_000, 10_000, [new DensityEvaluation(0.1, figures, figures, figures, figures, figures)]));
    }
}
