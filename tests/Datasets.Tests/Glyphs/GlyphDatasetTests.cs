using System.Security.Cryptography;
using Clearsight.Datasets.Glyphs;
using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets.Tests.Glyphs;

public sealed class GlyphDatasetTests
{
    private const int Classes = 10;
    private static readonly LabelledImages Sample = Draw(DatasetPart.Train, 2_000);

    [Fact]
    public async Task The_card_tells_what_is_loaded_and_stands_for_these_very_pixels()
    {
        var dataset = new GlyphDataset();
        var train = await dataset.LoadAsync(DatasetPart.Train, null, TestContext.Current.CancellationToken);
        var test = await dataset.LoadAsync(DatasetPart.Test, null, TestContext.Current.CancellationToken);
        Assert.Equal((dataset.Card.TrainCount, dataset.Card.TestCount), (train.Count, test.Count));
        Assert.Equal((dataset.Card.Height, dataset.Card.Width), (train.Height, train.Width));
        Assert.Equal(train.Count * 28 * 28, train.Pixels.Length);

        // Where this fails the drawing has changed: raise GlyphDataset.Version, so that the card's digest changes with
        // it, and write the new pair here.
        using var pixels = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var block in new[] { train.Pixels, train.Labels, test.Pixels, test.Labels })
        {
            pixels.AppendData(block);
        }

        Assert.Equal("sha256:2d315ccc069421de4bd21c6c02b91ceb75286f6d0dfee6760b02da7b8ab983f3", dataset.Card.Digest);
        Assert.Equal("f143445bee8d763de363714828c3728d4342d844da7c74eb691444318732d521", Convert.ToHexStringLower(pixels.GetHashAndReset()));
    }

    [Fact]
    public async Task A_part_is_drawn_once()
    {
        var dataset = new GlyphDataset();
        var loads = Enumerable.Range(0, 4).Select(_ => dataset.LoadAsync(DatasetPart.Test, null, TestContext.Current.CancellationToken));
        Assert.Single((await Task.WhenAll(loads)).Distinct(ReferenceEqualityComparer.Instance));
    }

    [Fact]
    public async Task Drawing_that_was_canceled_can_be_asked_for_again()
    {
        var dataset = new GlyphDataset();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dataset.LoadAsync(DatasetPart.Test, null, new CancellationToken(canceled: true)));
        Assert.Equal(10_000, (await dataset.LoadAsync(DatasetPart.Test, null, TestContext.Current.CancellationToken)).Count);
    }

    [Fact]
    public void A_prefix_is_the_beginning_of_the_whole()
    {
        var prefix = Draw(DatasetPart.Train, 137);
        Assert.Equal(Sample.Labels[..137], prefix.Labels);
        Assert.Equal(Sample.Pixels[..(137 * 28 * 28)], prefix.Pixels);
    }

    [Fact]
    public void Parts_and_seeds_have_images_of_their_own()
    {
        Assert.NotEqual(Sample.Pixels, Draw(DatasetPart.Test, Sample.Count).Pixels);
        Assert.NotEqual(Sample.Pixels, GlyphDataset.Draw(2, DatasetPart.Train, Sample.Count, TestContext.Current.CancellationToken).Pixels);
    }

    [Fact]
    public void Every_ten_images_hold_each_class_once_in_changing_order()
    {
        var blocks = Sample.Labels.Chunk(Classes).ToArray();
        Assert.All(blocks, block => Assert.Equal(Enumerable.Range(0, Classes), block.Order().Select(label => (int)label)));
        Assert.InRange(blocks.Select(Convert.ToHexString).Distinct().Count(), 195, 200);
    }

    [Fact]
    public void Every_image_has_ink_on_black_ground_and_leaves_the_border_mostly_free()
    {
        for (var index = 0; index < Sample.Count; index++)
        {
            var image = Sample.Image(index).ToArray();
            Assert.InRange(image.Max(), 100, 255);
            Assert.InRange(image.Count(pixel => pixel > 50), 20, 400);
            Assert.InRange(image.Count(pixel => pixel == 0), 250, 760);
        }

        var border = Enumerable.Range(0, Sample.Count).Count(index => Border(Sample.Image(index)) > 0);
        Assert.InRange(border, 0, Sample.Count / 20);
    }

    [Fact]
    public void No_two_images_are_the_same()
    {
        var digests = Enumerable.Range(0, Sample.Count).Select(index => Convert.ToHexString(SHA256.HashData(Sample.Image(index))));
        Assert.Equal(Sample.Count, digests.Distinct().Count());
    }

    /// <summary>Nearest of ten mean images, which a network must beat: far better than chance (0.1), far from solved.</summary>
    [Fact]
    public void The_classes_can_be_told_apart_but_not_by_their_mean_images()
    {
        var means = Enumerable.Range(0, Classes).Select(Mean).ToArray();
        var test = Draw(DatasetPart.Test, 1_000);
        var right = Enumerable.Range(0, test.Count).Count(index => Nearest(means, test.Image(index).ToArray()) == test.Labels[index]);
        Assert.InRange(right / 1_000.0, 0.3, 0.8);
    }

    private static LabelledImages Draw(DatasetPart part, int count) =>
        GlyphDataset.Draw(GlyphDataset.Seed, part, count, TestContext.Current.CancellationToken);

    private static double[] Mean(int label)
    {
        var members = Enumerable.Range(0, Sample.Count).Where(index => Sample.Labels[index] == label).ToArray();
        return [.. Enumerable.Range(0, 28 * 28).Select(pixel => members.Average(index => Sample.Image(index)[pixel]))];
    }

    private static int Nearest(double[][] means, byte[] image) =>
        Enumerable.Range(0, means.Length).MinBy(label => image.Select((pixel, place) => Math.Pow(pixel - means[label][place], 2)).Sum());

    private static int Border(ReadOnlySpan<byte> image)
    {
        var sum = 0;
        for (var place = 0; place < 28; place++)
        {
            sum += image[place] + image[(27 * 28) + place] + image[place * 28] + image[(place * 28) + 27];
        }

        return sum;
    }
}
