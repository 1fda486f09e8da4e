using Clearsight.Domain.Models;

namespace Clearsight.Storage.Bundles;

/// <summary>What is in a bundle: the files of a version, by their names, and nothing else.</summary>
public static class BundleEntries
{
    /// <summary>The manifest first, so that whoever reads from the start knows what follows.</summary>
    internal static readonly IReadOnlyList<string> Order = [ModelFiles.Manifest, .. ModelFiles.All.Where(file => file != ModelFiles.Manifest)];

    /// <summary>How large an entry may be when it was unpacked; many times what this program writes.</summary>
    /// <param name="bundle">What all of them together may be.</param>
    internal static long MaximumBytes(string file, long bundle) => file switch
    {
        ModelFiles.Manifest or ModelFiles.Card => 256 << 10,
        ModelFiles.LearningCurves => 1 << 20,
        ModelFiles.Evaluation => 4 << 20,
        _ => bundle,
    };
}
