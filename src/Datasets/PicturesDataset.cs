using System.Security.Cryptography;
using System.Text;
using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets;

/// <summary>
/// Digits, garments and drawn scenes together, for a denoiser of pictures of any kind: the train part is that of all three
/// in this order, the test part is MNIST's, so that figures compare with those of denoisers of digits. A label is counted
/// on from the classes of the data sets before.
/// </summary>
/// <remarks>What a network learns best is what it sees most of: there is one of all images, and one with fewer scenes than digits, and still fewer garments.</remarks>
internal sealed class PicturesDataset : IDataset
{
    private readonly IDataset[] _parts;
    private readonly int[] _strides;

    /// <param name="name">Of the data set.</param>
    /// <param name="title">Says what is in it.</param>
    /// <param name="strides">Of each of the three there is every so manieth image; 1 for all.</param>
    private PicturesDataset(string name, string title, IDataset mnist, IDataset fashion, IDataset scenes, params int[] strides)
    {
        _parts = [mnist, fashion, scenes];
        _strides = strides;
        var cards = _parts.Select(part => part.Card).ToArray();
        Card = new DatasetCard(
            name,
            title,
            $"{string.Join("; ", cards.Select(card => $"{card.Title}: {card.Source.TrimEnd('.')}"))}. Test images are {cards[0].Title}'s alone",
            [.. cards.SelectMany(card => card.Classes)],
            cards[0].Height,
            cards[0].Width,
            cards.Select((card, part) => (card.TrainCount + strides[part] - 1) / strides[part]).Sum(),
            cards[0].TestCount,
            Digest(name, cards, strides))
        {
            TestDigest = cards[0].TestDigest,
        };
    }

    public DatasetCard Card { get; }

    public static PicturesDataset Of(IDataset mnist, IDataset fashion, IDataset scenes) =>
        new("pictures", "Pictures (digits, garments and drawn scenes)", mnist, fashion, scenes, 1, 1, 1);

    public static PicturesDataset MostlyDigits(IDataset mnist, IDataset fashion, IDataset scenes) =>
        new("mostly-digits", "Mostly digits (with every second drawn scene and every eighth garment)", mnist, fashion, scenes, 1, 8, 2);

    public async Task<LabelledImages> LoadAsync(DatasetPart part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (part == DatasetPart.Test)
        {
            return await _parts[0].LoadAsync(part, progress, cancellationToken);
        }

        var (pixels, labels, before) = (new List<byte[]>(), new List<byte[]>(), 0);
        foreach (var (index, dataset) in _parts.Index())
        {
            var images = Every(_strides[index], await dataset.LoadAsync(part, progress, cancellationToken));
            var first = before;
            pixels.Add(images.Pixels);
            labels.Add(Array.ConvertAll(images.Labels, label => (byte)(first + label)));
            before += dataset.Card.Classes.Count;
        }

        return new LabelledImages(Card.Height, Card.Width, Joined(pixels), Joined(labels));
    }

    private static LabelledImages Every(int stride, LabelledImages images) =>
        stride == 1 ? images : images.Take([.. Enumerable.Range(0, images.Count).Where(image => image % stride == 0)]);

    private static byte[] Joined(List<byte[]> blocks)
    {
        var joined = new byte[blocks.Sum(block => block.Length)];
        var place = 0;
        foreach (var block in blocks)
        {
            block.CopyTo(joined, place);
            place += block.Length;
        }

        return joined;
    }

    private static string Digest(string name, DatasetCard[] cards, int[] strides)
    {
        var parts = cards.Zip(strides, (card, stride) => $"every {stride}. of {card.Digest}");
        var description = $"{name}: train {string.Join(" + ", parts)}, test {cards[0].Digest}";
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(description)))}";
    }
}
