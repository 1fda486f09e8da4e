using Clearsight.Api.Problems;

namespace Clearsight.Api.Contracts;

/// <summary>The images of a batch that could not be cleaned: <c>errors.json</c> in the answer's ZIP.</summary>
public sealed record FailedItems(IReadOnlyList<FailedItem> Items);

/// <param name="Name">The image's file name, made unlike the others' where it is not.</param>
/// <param name="Problem">What <c>POST /denoise</c> would have answered to this image alone.</param>
public sealed record FailedItem(string Name, Problem Problem);
