using System.Security.Cryptography;
using Clearsight.Datasets.Scenes;
using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets.Tests.Scenes;

public sealed class SceneDatasetTests
{
    private static readonly LabelledImages Sample = Draw(SceneDataset.Seed, DatasetPart.Train, 1_600);

    /// <summary>Where this fails the drawing has changed: raise SceneDataset.Version, so that the card's digest changes with it.</summary>
    [Fact]
    public void The_cards_digest_stands_for_these_very_pixels()
    {
        Assert.Equal("sha256:4874356d1961d473131d40a8403fa632761c8c9f09f6a52b9faab5bedac28307", new SceneDataset().Card.Digest);
        Assert.Equal(
            "8fe71d6b1bc7aea83b36695aa8cd2590496234be8942a6b607aadf780ffe31e6", Convert.ToHexStringLower(SHA256.HashData(Sample.Pixels)));
    }

    [Fact]
    public void A_prefix_is_the_beginning_of_the_whole()
    {
        var prefix = Draw(SceneDataset.Seed, DatasetPart.Train, 37);
        Assert.Equal(Sample.Labels[..37], prefix.Labels);
        Assert.Equal(Sample.Pixels[..prefix.Pixels.Length], prefix.Pixels);
    }

    [Fact]
    public void Parts_and_seeds_have_images_of_their_own()
    {
        Assert.NotEqual(Sample.Pixels[..(64 * 784)], Draw(SceneDataset.Seed, DatasetPart.Test, 64).Pixels);
        Assert.NotEqual(Sample.Pixels[..(64 * 784)], Draw(2, DatasetPart.Train, 64).Pixels);
    }

    [Fact]
    public void A_card_that_counts_its_classes_has_one_of_each_kind() =>
        Assert.Equal(Enumerable.Range(0, new SceneDataset().Card.Classes.Count), Sample.Labels.Distinct().Order().Select(label => (int)label));

    /// <summary>As in photographs: many small steps between neighbours and some large ones.</summary>
    [Fact]
    public void Scenes_are_mostly_smooth_with_edges()
    {
        var steps = Enumerable.Range(0, Sample.Count).SelectMany(index => Steps(Sample.Image(index))).Order().ToArray();
        Assert.InRange(steps[steps.Length / 2], 1, 10);
        Assert.InRange(steps[(int)(steps.Length * 0.98)], 30, 200);
    }

    /// <summary>As in a channel of a colour photograph: grey throughout, as a rule, and of saturated colours half of it black or white.</summary>
    [Fact]
    public void Most_scenes_are_hardly_black_or_white_and_about_a_fifth_of_them_much()
    {
        var shares = Enumerable.Range(0, Sample.Count).Select(index => AtTheLimits(Sample.Image(index))).ToArray();
        Assert.InRange(shares.Count(share => share < 0.05) / (double)shares.Length, 0.6, 0.9);
        Assert.InRange(shares.Count(share => share > 0.3) / (double)shares.Length, 0.1, 0.3);
    }

    [Fact]
    public void Hardly_an_image_is_a_single_grey() =>
        Assert.InRange(Enumerable.Range(0, Sample.Count).Count(index => Sample.Image(index).ToArray().Distinct().Count() < 3), 0, Sample.Count / 20);

    private static LabelledImages Draw(ulong seed, DatasetPart part, int count) =>
        SceneDataset.Draw(seed, part, count, TestContext.Current.CancellationToken);

    private static double AtTheLimits(ReadOnlySpan<byte> image) =>
        (image.Count(byte.MinValue) + image.Count(byte.MaxValue)) / (double)image.Length;

    private static int[] Steps(ReadOnlySpan<byte> image)
    {
        var pixels = image.ToArray();
        return [.. Enumerable.Range(0, pixels.Length - 1).Where(place => place % 28 != 27).Select(place => Math.Abs(pixels[place + 1] - pixels[place]))];
    }
}
