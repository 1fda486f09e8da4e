using Clearsight.Domain.Datasets;

namespace Clearsight.Api.Contracts;

/// <summary>A data set that trainings can use.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Classes">Labels by class index.</param>
/// <param name="Counts">Images in each part.</param>
/// <param name="Digest">SHA-256 that stands for its whole content.</param>
public sealed record DatasetDetails(
    string Name,
    string Title,
    string Source,
    IReadOnlyList<string> Classes,
    int Height,
    int Width,
    DatasetCounts Counts,
    string Digest)
{
    internal static DatasetDetails Of(DatasetCard card) => new(
        card.Name,
        card.Title,
        card.Source,
        card.Classes,
        card.Height,
        card.Width,
        new DatasetCounts(card.TrainCount, card.TestCount),
        card.Digest);
}

/// <param name="Train">Each training cuts its validation split from these, by its seed.</param>
public sealed record DatasetCounts(int Train, int Test);
