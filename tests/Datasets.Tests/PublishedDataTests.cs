using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets.Tests;

/// <summary>The real data, where <c>Data__Directory</c> says that it is.</summary>
public sealed class PublishedDataTests
{
    private const string Variable = "Data__Directory";

    [Theory]
    [InlineData("mnist", DatasetPart.Train, 60_000, new[] { 5, 0, 4, 1, 9, 2, 1, 3 }, 5_421, 6_742, 33.3184)]
    [InlineData("mnist", DatasetPart.Test, 10_000, new[] { 7, 2, 1, 0, 4, 1, 4, 9 }, 892, 1_135, 33.7912)]
    [InlineData("fashion-mnist", DatasetPart.Train, 60_000, new[] { 9, 0, 0, 3, 0, 2, 7, 2 }, 6_000, 6_000, 72.9404)]
    [InlineData("fashion-mnist", DatasetPart.Test, 10_000, new[] { 9, 2, 1, 1, 6, 1, 4, 6 }, 1_000, 1_000, 73.1466)]
    public async Task A_part_has_the_published_count_labels_balance_and_brightness(
        string name, DatasetPart part, int count, int[] firstLabels, int smallestClass, int largestClass, double meanPixel)
    {
        var directory = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(directory), $"{Variable} does not say where the published files are.");
        using var services = DatasetServices.With(("Data:Directory", directory!), ("Data:Download", "false"));
        var images = await services.Catalog().LoadAsync(name, part, null, TestContext.Current.CancellationToken);
        Assert.Equal((count, 28, 28), (images.Count, images.Height, images.Width));
        Assert.Equal(count * 28 * 28, images.Pixels.Length);
        Assert.Equal(firstLabels, images.Labels.Take(firstLabels.Length).Select(label => (int)label));
        var classes = images.Labels.CountBy(label => label).Select(pair => pair.Value).Order().ToArray();
        Assert.Equal((10, smallestClass, largestClass), (classes.Length, classes[0], classes[^1]));
        Assert.Equal(meanPixel, images.Pixels.Average(pixel => (double)pixel), 4);
    }
}
