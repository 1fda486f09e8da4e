using System.Security.Cryptography;
using System.Text;
using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets;

/// <summary>
/// Digits, garments and drawn scenes together, for a denoiser of pictures of any kind: the train part is that of all three
/// in this order, the test part is MNIST's, so that figures compare with those of denoisers of digits. A label is counted
/// on from the classes of the data sets before.
/// </summary>
internal sealed class PicturesDataset : IDataset
{
    private readonly IDataset[] _parts;

    public PicturesDataset(IDataset mnist, IDataset fashion, IDataset scenes)
    {
        _parts = [mnist, fashion, scenes];
        var cards = _parts.Select(part => part.Card).ToArray();
        Card = new DatasetCard(
            "pictures",
            "Pictures (digits, garments and drawn scenes)",
            $"{string.Join("; ", cards.Select(card => $"{card.Title}: {card.Source.TrimEnd('.')}"))}. Test images are {cards[0].Title}'s alone",
            [.. cards.SelectMany(card => card.Classes)],
            cards[0].Height,
            cards[0].Width,
            cards.Sum(card => card.TrainCount),
            cards[0].TestCount,
            Digest(cards))
        {
            TestDigest = cards[0].TestDigest,
        };
    }

    public DatasetCard Card { get; }

    public async Task<LabelledImages> LoadAsync(DatasetPart part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (part == DatasetPart.Test)
        {
            return await _parts[0].LoadAsync(part, progress, cancellationToken);
        }

        var (pixels, labels, before) = (new List<byte[]>(), new List<byte[]>(), 0);
        foreach (var dataset in _parts)
        {
            var images = await dataset.LoadAsync(part, progress, cancellationToken);
            var first = before;
            pixels.Add(images.Pixels);
            labels.Add(Array.ConvertAll(images.Labels, label => (byte)(first + label)));
            before += dataset.Card.Classes.Count;
        }

        return new LabelledImages(Card.Height, Card.Width, Joined(pixels), Joined(labels));
    }

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

    private static string Digest(IEnumerable<DatasetCard> cards)
    {
        var description = $"pictures: train {string.Join(" + ", cards.Select(card => card.Digest))}, test {cards.First().Digest}";
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(description)))}";
    }
}
