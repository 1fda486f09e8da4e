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
        Assert.Equal("sha256:41c5ad22442a03fdefec140c7b888488ba31e2c5439cb8b5d2792220842bacfa", new SceneDataset().Card.Digest);
        Assert.Equal(
            "e7978a404697fb1cfb4d8d8ed633048c491ab98964d00d8a0f878d2a5ab538ed", Convert.ToHexStringLower(SHA256.HashData(Sample.Pixels)));
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

    /// <summary>As in photographs: few pixels at the limits, many small steps between neighbours and some large ones.</summary>
    [Fact]
    public void Scenes_are_mostly_smooth_with_edges_and_seldom_black_or_white()
    {
        Assert.InRange(Sample.Pixels.Count(pixel => pixel is 0 or 255) / (double)Sample.Pixels.Length, 0.001, 0.15);
        var steps = Enumerable.Range(0, Sample.Count).SelectMany(index => Steps(Sample.Image(index))).Order().ToArray();
        Assert.InRange(steps[steps.Length / 2], 1, 10);
        Assert.InRange(steps[(int)(steps.Length * 0.98)], 30, 200);
    }

    [Fact]
    public void Hardly_an_image_is_a_single_grey() =>
        Assert.InRange(Enumerable.Range(0, Sample.Count).Count(index => Sample.Image(index).ToArray().Distinct().Count() < 3), 0, Sample.Count / 20);

    private static LabelledImages Draw(ulong seed, DatasetPart part, int count) =>
        SceneDataset.Draw(seed, part, count, TestContext.Current.CancellationToken);

    private static int[] Steps(ReadOnlySpan<byte> image)
    {
        var pixels = image.ToArray();
        return [.. Enumerable.Range(0, pixels.Length - 1).Where(place => place % 28 != 27).Select(place => Math.Abs(pixels[place + 1] - pixels[place]))];
    }
}
