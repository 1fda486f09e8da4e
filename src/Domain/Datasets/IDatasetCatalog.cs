namespace Clearsight.Domain.Datasets;

public interface IDatasetCatalog
{
    IReadOnlyList<DatasetCard> List();

    DatasetCard? Find(string name);

    /// <summary>Reads a part, from the data directory or after downloading it; <paramref name="progress"/> hears of a download.</summary>
    /// <exception cref="NotFoundException">There is no such data set.</exception>
    /// <exception cref="TrainingFailedException">It cannot be had: the message says which file goes where.</exception>
    Task<LabelledImages> LoadAsync(string name, DatasetPart part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken);
}

/// <param name="TotalBytes">Null where the server does not say.</param>
public sealed record DownloadProgress(string File, long Bytes, long? TotalBytes);
