using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;

namespace Clearsight.Domain.Tests.Evaluation;

public sealed class ClassifierSamplesTests
{
    /// <summary>Of four images of class 0 the second is right, the others are wrong with odds of e², e⁴ and e³.</summary>
    [Fact]
    public void The_surest_mistakes_come_first_with_their_pictures()
    {
        var samples = Of([0, 2, 1, 0, 0, 4, 0, 3]);

        Assert.Equal((1, 2), (samples.Height, samples.Width));
        Assert.Equal([2, 3, 0], samples.Mistakes.Select(mistake => mistake.Image));
        Assert.Equal(1 / (1 + Math.Exp(-4)), samples.Mistakes[0].Confidence, 6);
        Assert.All(samples.Mistakes, mistake => Assert.Equal((0, 1), (mistake.Actual, mistake.Predicted)));
        Assert.Equal([4, 5], samples.Mistakes[0].Pixels);
    }

    [Fact]
    public void Of_equally_sure_ones_the_first_are_kept()
    {
        var samples = Of([.. Enumerable.Range(0, 20).SelectMany(_ => new[] { 0f, 1f })]);

        Assert.Equal(Enumerable.Range(0, ClassifierSamples.MostMistakes), samples.Mistakes.Select(mistake => mistake.Image));
    }

    [Fact]
    public void Who_makes_no_mistake_shows_none() => Assert.Empty(Of([1, 0]).Mistakes);

    /// <param name="logits">Two for each image, all of class 0; image i has the pixels 2i and 2i + 1.</param>
    private static ClassifierSamples Of(float[] logits)
    {
        var labels = new byte[logits.Length / 2];
        return ClassifierSamples.Of(
            new ClassifierOutputs(logits, labels),
            new LabelledImages(1, 2, [.. Enumerable.Range(0, logits.Length).Select(pixel => (byte)pixel)], labels));
    }
}
