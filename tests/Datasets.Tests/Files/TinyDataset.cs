using Clearsight.Datasets.Files;
using Clearsight.Datasets.Idx;
using Clearsight.Datasets.Tests.Idx;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Microsoft.Extensions.DependencyInjection;

namespace Clearsight.Datasets.Tests.Files;

/// <summary>A published data set small enough for tests, and a data directory of its own that goes away with it.</summary>
internal sealed class TinyDataset : IDisposable
{
    public const string ImagesFile = "train-images-idx3-ubyte.gz";
    public const string LabelsFile = "train-labels-idx1-ubyte.gz";

    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("clearsight-data-");

    /// <summary>Noise, which does not compress: 3,000 images make 2.4 MB, enough for several chunks and reports.</summary>
    public IdxArray Images { get; } = new([3_000, 28, 28], Noise(3_000 * 28 * 28));

    public IdxArray Labels { get; } = IdxFiles.Labels(3_000);

    public string Directory => _directory.FullName;

    public string Folder => Path.Combine(Directory, "tiny");

    public byte[] CompressedImages => IdxFiles.Gzip(IdxFiles.Bytes(Images));

    public byte[] CompressedLabels => IdxFiles.Gzip(IdxFiles.Bytes(Labels));

    public void PublishOn(MirrorServer server)
    {
        server.Files[ImagesFile] = CompressedImages;
        server.Files[LabelsFile] = CompressedLabels;
    }

    /// <summary>Puts the labels into the data directory, for tests that are about the images.</summary>
    public TinyDataset WithLabels()
    {
        System.IO.Directory.CreateDirectory(Folder);
        File.WriteAllBytes(Path.Combine(Folder, LabelsFile), CompressedLabels);
        return this;
    }

    /// <summary>Services of a host that uses this data directory and does not wait long.</summary>
    public ServiceProvider Host(params IEnumerable<(string Key, string Value)> settings) => DatasetServices.With(
        [("Data:Directory", Directory), ("Data:RetryDelay", "00:00:00.001"), ("Data:StallTimeout", "00:00:20"), .. settings]);

    public Task<LabelledImages> LoadAsync(
        ServiceProvider host, IEnumerable<Uri> mirrors, IProgress<DownloadProgress>? progress = null, CancellationToken? cancellationToken = null)
    {
        var published = new PublishedDataset(
            "tiny", "Tiny", "A test", [.. Enumerable.Range(0, 10).Select(label => $"{label}")],
            Published(ImagesFile, Images), Published(LabelsFile, Labels), Published("t10k-images", Images), Published("t10k-labels", Labels),
            [.. mirrors],
            Framing.Default);
        return new IdxDataset(published, host.GetRequiredService<DataDirectory>())
            .LoadAsync(DatasetPart.Train, progress, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    public IEnumerable<string?> FilesLeft() => System.IO.Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Where(name => name![0] != '.').Order();

    public void Dispose() => _directory.Delete(recursive: true);

    private static PublishedFile Published(string file, IdxArray content) => new(Path.ChangeExtension(file, null), content.Dimensions, content.Digest());

    private static byte[] Noise(int length)
    {
        var random = new RandomStream(3, "noise");
        return [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next())];
    }
}
