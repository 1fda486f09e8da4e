using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets.Tests;

public sealed class PicturesDatasetTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_train_part_is_that_of_all_one_after_the_other_with_labels_counted_on()
    {
        var pictures = PicturesDataset.Of(new Plain("a", 2), new Plain("b", 3), new Plain("c", 1));
        var train = await pictures.LoadAsync(DatasetPart.Train, null, Cancellation);

        Assert.Equal([0, 1, 2, 3, 4, 5], train.Labels.Select(label => (int)label));
        Assert.Equal("aabbbc", string.Concat(Enumerable.Range(0, train.Count).Select(index => (char)train.Image(index)[0])));
        Assert.Equal((6, 2), (pictures.Card.TrainCount, pictures.Card.Height));
        Assert.Equal(["a0", "a1", "b0", "b1", "b2", "c0"], pictures.Card.Classes);
    }

    [Fact]
    public async Task The_test_part_is_that_of_the_first()
    {
        var first = new Plain("a", 2);
        var pictures = PicturesDataset.Of(first, new Plain("b", 3), new Plain("c", 1));
        var test = await pictures.LoadAsync(DatasetPart.Test, null, Cancellation);

        Assert.Equal((await first.LoadAsync(DatasetPart.Test, null, Cancellation)).Pixels, test.Pixels);
        Assert.Equal((first.Card.Digest, first.Card.Digest), (first.Card.TestDigest, pictures.Card.TestDigest));
    }

    [Fact]
    public async Task Of_mostly_digits_the_digits_are_all_there_every_eighth_garment_and_every_second_scene()
    {
        var pictures = PicturesDataset.MostlyDigits(new Plain("a", 5), new Plain("b", 9), new Plain("c", 3));
        var train = await pictures.LoadAsync(DatasetPart.Train, null, Cancellation);

        Assert.Equal([0, 1, 2, 3, 4, 5, 13, 14, 16], train.Labels.Select(label => (int)label));
        Assert.Equal((9, train.Count), (pictures.Card.TrainCount, train.Labels.Length));
        Assert.NotEqual(PicturesDataset.Of(new Plain("a", 5), new Plain("b", 9), new Plain("c", 3)).Card.Digest, pictures.Card.Digest);
    }

    [Fact]
    public void The_digest_changes_with_that_of_any_part()
    {
        string Digest(string a, string b, string c) => PicturesDataset.Of(new Plain(a, 2), new Plain(b, 3), new Plain(c, 1)).Card.Digest;

        Assert.Equal(Digest("a", "b", "c"), Digest("a", "b", "c"));
        Assert.Equal(4, new[] { Digest("a", "b", "c"), Digest("x", "b", "c"), Digest("a", "x", "c"), Digest("a", "b", "x") }.Distinct().Count());
    }

    /// <summary>An image a class, 2 × 2 pixels of the name's letter; the test part has one image.</summary>
    private sealed class Plain(string name, int classes) : IDataset
    {
        public DatasetCard Card { get; } = new(
            name, name, "A test.", [.. Enumerable.Range(0, classes).Select(index => $"{name}{index}")], 2, 2, classes, 1, $"sha256:{name}");

        public Task<LabelledImages> LoadAsync(DatasetPart part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
        {
            var count = part == DatasetPart.Train ? classes : 1;
            var pixels = new byte[count * 4];
            Array.Fill(pixels, (byte)name[0]);
            return Task.FromResult(new LabelledImages(2, 2, pixels, [.. Enumerable.Range(0, count).Select(label => (byte)label)]));
        }
    }
}
