using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets;

/// <summary>One data set of the catalog: what is known of it, and how to have its images.</summary>
internal interface IDataset
{
    DatasetCard Card { get; }

    /// <inheritdoc cref="IDatasetCatalog.LoadAsync"/>
    Task<LabelledImages> LoadAsync(DatasetPart part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken);
}
