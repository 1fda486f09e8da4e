using Clearsight.Domain;
using Clearsight.Domain.Datasets;

namespace Clearsight.Workers.Tests;

/// <summary>
/// A data set small enough to train on in a second: 28 × 28 pictures of one bright bar, whose place and direction are
/// the class, on a noisy ground. The name <see cref="Missing"/> stands for one that cannot be had.
/// </summary>
internal sealed class SmallPictures : IDatasetCatalog
{
    public const string Name = "small-pictures";
    /// <summary>The same pictures, but the test images are said to be those of another data set.</summary>
    public const string Sharing = "sharing-pictures";
    public const string Missing = "missing-pictures";
    public const string Broken = "broken-pictures";
    public const int TrainCount = 160;
    public const int TestCount = 40;
    private const int Size = 28;

    private static readonly DatasetCard Card = new(
        Name, "Small pictures", "Drawn by the tests", [.. Enumerable.Range(0, 10).Select(label => $"bar {label}")],
        Size, Size, TrainCount, TestCount, "sha256:" + new string('5', 64));

    public static readonly string SharedDigest = "sha256:" + new string('6', 64);

    public IReadOnlyList<DatasetCard> List() =>
        [Card, Card with { Name = Sharing, TestDigest = SharedDigest }, Card with { Name = Missing }, Card with { Name = Broken }];

    public DatasetCard? Find(string name) => List().FirstOrDefault(card => card.Name == name);

    public Task<LabelledImages> LoadAsync(
        string name, DatasetPart part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken) => name switch
        {
            Missing => throw new TrainingFailedException("The file missing.gz is not there; put it into the data directory."),
            Broken => throw new InvalidOperationException("secret/path/of/this/machine"),
            _ => Task.FromResult(Draw(part)),
        };

    private static LabelledImages Draw(DatasetPart part)
    {
        var count = part == DatasetPart.Train ? TrainCount : TestCount;
        var random = new RandomStream(1, part.ToString());
        var images = new LabelledImages(Size, Size, new byte[count * Size * Size], new byte[count]);
        for (var image = 0; image < count; image++)
        {
            var label = images.Labels[image] = (byte)(image % 10);
            var pixels = images.Pixels.AsSpan(image * Size * Size, Size * Size);
            for (var pixel = 0; pixel < pixels.Length; pixel++)
            {
                var across = label < 5 ? pixel % Size : pixel / Size;
                pixels[pixel] = (byte)(across / 5 == label % 5 ? 255 - random.Below(60) : random.Below(60));
            }
        }

        return images;
    }
}
