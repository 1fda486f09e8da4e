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

    /// <summary>Of ten classes, as the untrained classifiers have them.</summary>
    /// <param name="right">How many of the images it gets right.</param>
    public static ModelEvaluation OfTenClasses(int right, int images = 100)
    {
        byte[] actual = [.. Enumerable.Range(0, images).Select(image => (byte)(image % 10))];
        float[] logits = [.. actual.SelectMany((label, image) => Enumerable.Range(0, 10).Select(
            index => index == (image < right ? label : (label + 1) % 10) ? 3f : 0))];
        var outputs = new ClassifierOutputs(logits, actual);
        return new ModelEvaluation(ClassifierEvaluation.Of(outputs, outputs, [.. Enumerable.Range(0, 10).Select(index => $"class-{index}")]), null);
    }

    /// <param name="psnr">At a noise density of 10 %; null for a restoration without error.</param>
    public static ModelEvaluation Denoiser(double? psnr)
    {
        var figures = new RestorationFigures(0.01, psnr, 0.9, new PixelFigures(0.1, 10), new PixelFigures(null, null));
        return new ModelEvaluation(null, new DenoiserEvaluation(1_000, 10_000, [new DensityEvaluation(0.1, figures, figures, figures, figures, figures)]));
    }
}
