using Clearsight.Datasets.Idx;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clearsight.Datasets.Files;

/// <summary>
/// The folder <c>{Data:Directory}/{data set}/</c> with the published files, each as <c>{file}.gz</c> or uncompressed.
/// What is missing is downloaded; what is there is checked against its digest whenever it is read.
/// </summary>
internal sealed class DataDirectory(
    IOptions<DataOptions> options, MirrorDownloader downloader, TimeProvider time, ILogger<DataDirectory> logger)
{
    /// <exception cref="TrainingFailedException">The file cannot be had: the message says which file goes where.</exception>
    public async Task<IdxArray> ReadAsync(
        PublishedDataset dataset, PublishedFile file, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            var path = Find(dataset, file) ?? await DownloadAsync(dataset, file, progress, cancellationToken);
            // Inflating takes a few tenths of a second of pure computation: not on the caller's thread.
            return await Task.Run(() => Read(path, file, NameOf(dataset, path), cancellationToken), cancellationToken);
        }
        catch (IdxFormatException damaged)
        {
            throw new TrainingFailedException(
                $"{damaged.Message} Replace it in the data directory ({DataOptions.Section}:{nameof(DataOptions.Directory)}), or remove it to have it downloaded.",
                damaged);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            logger.LogError(unusable, "Cannot use {File} in {Folder}", file.Name, Folder(dataset));
            throw new TrainingFailedException(
                $"The file '{dataset.Name}/{file.Name}.gz' in the data directory ({DataOptions.Section}:{nameof(DataOptions.Directory)}) cannot be read or written.",
                unusable);
        }
    }

    private static IdxArray Read(string path, PublishedFile file, string name, CancellationToken cancellationToken)
    {
        using var stream = File.OpenRead(path);
        return file.Read(stream, name, cancellationToken);
    }

    private string? Find(PublishedDataset dataset, PublishedFile file)
    {
        var plain = Path.Combine(Folder(dataset), file.Name);
        return new[] { CompressedPath(dataset, file), plain }.FirstOrDefault(File.Exists);
    }

    private async Task<string> DownloadAsync(
        PublishedDataset dataset, PublishedFile file, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var path = CompressedPath(dataset, file);
        if (!options.Value.Download)
        {
            throw new TrainingFailedException(
                $"The file '{file.Name}.gz' of {dataset.Title} is missing and downloads are switched off. {Advice(dataset, file)}");
        }

        Directory.CreateDirectory(Folder(dataset));
        using var turn = await DownloadLock.AcquireAsync(Folder(dataset), time, cancellationToken);
        if (Find(dataset, file) is { } meanwhile)
        {
            return meanwhile;
        }

        logger.LogInformation("Downloading {File} of {Dataset} to {Path}", file.Name, dataset.Name, path);
        var problem = await downloader.DownloadAsync(file, Mirrors(dataset), path, NameOf(dataset, path), progress, cancellationToken);
        return problem is null
            ? path
            : throw new TrainingFailedException(
                $"The file '{file.Name}.gz' of {dataset.Title} could not be downloaded: {problem} {Advice(dataset, file)}");
    }

    private IReadOnlyList<Uri> Mirrors(PublishedDataset dataset) => options.Value.Mirrors.TryGetValue(dataset.Name, out var mirrors)
        ? [.. mirrors.Select(mirror => new Uri(mirror))]
        : dataset.Mirrors;

    private static string Advice(PublishedDataset dataset, PublishedFile file) =>
        $"Put it, or the uncompressed '{file.Name}', into the folder '{dataset.Name}' of the data directory ({DataOptions.Section}:{nameof(DataOptions.Directory)}).";

    private string Folder(PublishedDataset dataset) => Path.Combine(options.Value.Directory, dataset.Name);

    private string CompressedPath(PublishedDataset dataset, PublishedFile file) => Path.Combine(Folder(dataset), $"{file.Name}.gz");

    /// <summary>What messages call the file: clients read them, so they keep to the part of the path that is ours.</summary>
    private static string NameOf(PublishedDataset dataset, string path) => $"{dataset.Name}/{Path.GetFileName(path)}";
}
