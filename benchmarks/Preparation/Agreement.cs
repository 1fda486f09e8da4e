using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Tests.Drawn;

namespace Clearsight.Benchmarks.Preparation;

/// <summary>How many pictures get the label that their thing has by itself, a row for each kind of surroundings.</summary>
internal sealed class Agreement(Classifier classifier, string model, LabelledImages images, int count)
{
    public async Task PrintAsync(string dataset)
    {
        var clean = await LabelsAsync(index => PictureFile.Of(images.Image(index)));
        Console.WriteLine($"\n{dataset}, {count} test images by {model}, {Percent(index => clean[index] == images.Labels[index])} right as 28 × 28 pixels\n");
        Console.WriteLine("| surroundings | same label | right |");
        Console.WriteLine("| --- | ---: | ---: |");
        foreach (var surroundings in Enum.GetValues<Surroundings>())
        {
            var labels = await LabelsAsync(index => PictureFile.Of(images.Image(index), surroundings, new RandomStream(1, $"{surroundings}/{index}")));
            Console.WriteLine($"| {surroundings} | {Percent(index => labels[index] == clean[index])} | {Percent(index => labels[index] == images.Labels[index])} |");
        }
    }

    private async Task<int[]> LabelsAsync(Func<int, byte[]> picture)
    {
        var labels = new int[count];
        await Parallel.ForAsync(0, count, async (index, cancellationToken) =>
            labels[index] = (await classifier.ClassifyAsync(picture(index), new ClassifyRequest(model, Top: 1), cancellationToken)).Predictions[0].Index);
        return labels;
    }

    private string Percent(Func<int, bool> isSo) => FormattableString.Invariant($"{100.0 * Enumerable.Range(0, count).Count(isSo) / count:0.0} %");
}
