using System.Security.Cryptography;
using Clearsight.Datasets.Files;
using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets;

/// <summary>A data set that was published as four IDX files.</summary>
/// <param name="Mirrors">Folders on the web that hold the four files, in the order to try; <c>Data:Mirrors</c> overrides them.</param>
internal sealed record PublishedDataset(
    string Name,
    string Title,
    string Source,
    IReadOnlyList<string> Classes,
    PublishedFile TrainImages,
    PublishedFile TrainLabels,
    PublishedFile TestImages,
    PublishedFile TestLabels,
    IReadOnlyList<Uri> Mirrors,
    Framing Framing)
{
    /// <summary>
    /// The digest of the whole: SHA-256 over the SHA-256 digests, 32 bytes each, of the uncompressed train images,
    /// train labels, test images and test labels, in this order.
    /// </summary>
    public string Digest
    {
        get
        {
            var digests = new[] { TrainImages, TrainLabels, TestImages, TestLabels }.SelectMany(file => Convert.FromHexString(file.Digest));
            return $"sha256:{Convert.ToHexStringLower(SHA256.HashData([.. digests]))}";
        }
    }

    public DatasetCard Card => new(
        Name, Title, Source, Classes, TrainImages.Dimensions[1], TrainImages.Dimensions[2], TrainImages.Dimensions[0], TestImages.Dimensions[0], Digest)
    {
        Framing = Framing,
    };

    public (PublishedFile Images, PublishedFile Labels) Files(DatasetPart part) =>
        part == DatasetPart.Train ? (TrainImages, TrainLabels) : (TestImages, TestLabels);
}
