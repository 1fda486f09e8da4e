using Clearsight.Domain.Datasets;

namespace Clearsight.Domain.Tests.Datasets;

public sealed class SplitTests
{
    private static readonly string[] Classes = [.. Enumerable.Range(0, 10).Select(label => $"{label}")];

    /// <summary>Of 3,000 images; the first class has twice as many as the others.</summary>
    private static readonly byte[] Labels = [.. Enumerable.Range(0, 3_000).Select(image => (byte)(image % 11 % 10))];

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

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(50)]
    public void Of_each_class_there_are_as_many_as_asked_for(int samples)
    {
        var split = Split.BySeed(3_000, 1_000, seed: 3);
        var few = split.WithSamplesPerClass(samples, Labels, Classes);

        Assert.Equal(Enumerable.Repeat(samples, 10), few.Train.CountBy(image => Labels[image]).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal(split.Validation, few.Validation);
        Assert.Subset(split.Train.ToHashSet(), few.Train.ToHashSet());
    }

    [Fact]
    public void Fewer_samples_are_a_part_of_more_and_others_with_another_seed()
    {
        var split = Split.BySeed(3_000, 1_000, seed: 3);
        var (ten, fifty) = (split.WithSamplesPerClass(10, Labels, Classes), split.WithSamplesPerClass(50, Labels, Classes));
        var other = Split.BySeed(3_000, 1_000, seed: 4).WithSamplesPerClass(10, Labels, Classes);

        Assert.Subset(fifty.Train.ToHashSet(), ten.Train.ToHashSet());
        Assert.NotEqual(ten.Train.Order(), other.Train.Order());
    }

    [Fact]
    public void A_class_with_too_few_images_is_named()
    {
        byte[] labels = [0, 1, 0, 1, 0];
        var split = new Split([0, 1, 2, 4], [3]);
        var problem = Assert.Throws<TrainingFailedException>(() => split.WithSamplesPerClass(2, labels, ["Sandal", "Bag"]));

        Assert.Equal("samplesPerClass is 2, but only 1 training images of class 'Bag' are left beside the 1 for validation.", problem.Message);
    }

    [Fact]
    public void An_image_is_its_part_of_the_block()
    {
        var images = new LabelledImages(1, 2, [1, 2, 3, 4, 5, 6], [7, 8, 9]);
        Assert.Equal(3, images.Count);
        Assert.Equal<byte>([3, 4], images.Image(1).ToArray());
    }
}
