using Clearsight.Datasets.Files;
using Clearsight.Datasets.Idx;
using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets;

/// <summary>A published data set, read from the data directory at each call: a training needs it once.</summary>
internal sealed class IdxDataset(PublishedDataset published, DataDirectory directory) : IDataset
{
    public DatasetCard Card { get; } = published.Card;

    public async Task<LabelledImages> LoadAsync(DatasetPart part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var (imagesFile, labelsFile) = published.Files(part);
        var labels = await directory.ReadAsync(published, labelsFile, progress, cancellationToken);
        IdxReader.CheckLabels(labels, labelsFile.Name, published.Classes.Count);
        var images = await directory.ReadAsync(published, imagesFile, progress, cancellationToken);
        return new LabelledImages(images.Dimensions[1], images.Dimensions[2], images.Data, labels.Data);
    }
}
