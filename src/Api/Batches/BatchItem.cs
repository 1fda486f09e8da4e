using Clearsight.Api.Uploads;

namespace Clearsight.Api.Batches;

/// <summary>An image of a batch as it came: its bytes, which whoever takes the item disposes, or why they are not to be had.</summary>
/// <param name="Name">Unlike any other of the batch, and safe as a relative path.</param>
internal sealed record BatchItem(string Name, PooledBody? Bytes, Exception? Problem = null);

/// <summary>What became of an image of a batch: an answer, or why there is none.</summary>
internal sealed record BatchOutcome<T>(string Name, T? Answer, Exception? Problem)
    where T : class;
