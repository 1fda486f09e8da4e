using Clearsight.Domain.Datasets;

namespace Clearsight.Domain.Tests.Datasets;

public sealed class SplitTests
{
    [Theory]
    [InlineData(60_000, 12_000)]
    [InlineData(60_000, 6_000)]
    [InlineData(10, 0)]
    [InlineData(10, 9)]
    public void Train_and_validation_are_disjoint_and_together_everything(int count, int validation)
    {
        var split = Split.BySeed(count, validation, seed: 1);
        Assert.Equal((count - validation, validation), (split.Train.Length, split.Validation.Length));
        Assert.Equal(Enumerable.Range(0, count), split.Train.Concat(split.Validation).Order());
    }

    [Fact]
    public void The_seed_decides_the_split()
    {
        Assert.Equal(Split.BySeed(1_000, 100, 1).Validation, Split.BySeed(1_000, 100, 1).Validation);
        Assert.Equal(Split.BySeed(1_000, 100, 1).Train, Split.BySeed(1_000, 100, 1).Train);
        Assert.NotEqual(Split.BySeed(1_000, 100, 1).Validation.Order(), Split.BySeed(1_000, 100, 2).Validation.Order());
    }

    [Fact]
    public void Validation_images_come_from_everywhere()
    {
        var validation = Split.BySeed(60_000, 6_000, 1).Validation;
        // In each tenth 600 are expected; the standard deviation is 22.
        Assert.All(validation.CountBy(index => index / 6_000), tenth => Assert.InRange(tenth.Value, 490, 710));
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(10, 11)]
    [InlineData(10, -1)]
    [InlineData(0, 0)]
    public void Something_must_be_left_to_train_on(int count, int validation)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Split.BySeed(count, validation, 1));
    }

    [Fact]
    public void An_image_is_its_part_of_the_block()
    {
        var images = new LabelledImages(1, 2, [1, 2, 3, 4, 5, 6], [7, 8, 9]);
        Assert.Equal(3, images.Count);
        Assert.Equal<byte>([3, 4], images.Image(1).ToArray());
    }
}
