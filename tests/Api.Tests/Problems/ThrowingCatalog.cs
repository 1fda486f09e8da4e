using Clearsight.Domain.Datasets;

namespace Clearsight.Api.Tests.Problems;

/// <summary>A part behind the API that fails in a chosen way: <c>GET /datasets</c> runs into it.</summary>
internal sealed class ThrowingCatalog(Func<Exception> exception) : IDatasetCatalog
{
    public IReadOnlyList<DatasetCard> List() => throw exception();

    public DatasetCard? Find(string name) => throw exception();

    public Task<LabelledImages> LoadAsync(
        string name, DatasetPart part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken) => throw exception();
}
