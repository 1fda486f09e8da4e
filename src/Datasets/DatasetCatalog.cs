using Clearsight.Datasets.Files;
using Clearsight.Datasets.Glyphs;
using Clearsight.Datasets.Scenes;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets;

/// <summary>Every data set of the service. To add one, add a line here.</summary>
internal sealed class DatasetCatalog(DataDirectory directory) : IDatasetCatalog
{
    /// <summary>Those that are downloaded.</summary>
    public static readonly IReadOnlyList<PublishedDataset> Published = [Mnist.Published, FashionMnist.Published];

    private readonly IDataset[] _datasets = Datasets(directory);

    public IReadOnlyList<DatasetCard> List() => [.. _datasets.Select(dataset => dataset.Card)];

    public DatasetCard? Find(string name) => List().FirstOrDefault(card => card.Name == name);

    public Task<LabelledImages> LoadAsync(
        string name, DatasetPart part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var dataset = _datasets.FirstOrDefault(candidate => candidate.Card.Name == name)
            ?? throw new NotFoundException($"There is no data set '{name}'; there are: {string.Join(", ", List().Select(card => card.Name))}.");
        return dataset.LoadAsync(part, progress, cancellationToken);
    }

    private static IDataset[] Datasets(DataDirectory directory)
    {
        var (mnist, fashion, scenes) = (new IdxDataset(Mnist.Published, directory), new IdxDataset(FashionMnist.Published, directory), new SceneDataset());
        return [mnist, fashion, new GlyphDataset(), scenes, PicturesDataset.Of(mnist, fashion, scenes), PicturesDataset.MostlyDigits(mnist, fashion, scenes)];
    }
}
