using System.ComponentModel.DataAnnotations;

namespace Clearsight.Api.Bundles;

/// <summary>Section <c>Bundles</c>: model versions that come from other hosts.</summary>
internal sealed class BundleOptions
{
    public const string Section = "Bundles";

    /// <summary>Bytes of a bundle, as it is sent and again as it is unpacked.</summary>
    [Range(4096, 256 << 20, ErrorMessage = "Bundles:MaximumBytes must be between 4096 and 268435456.")]
    public int MaximumBytes { get; set; } = 64 << 20;

    /// <summary>Bundles received and checked at the same time.</summary>
    [Range(1, 64, ErrorMessage = "Bundles:Places must be between 1 and 64.")]
    public int Places { get; set; } = 2;

    /// <summary>Bundles that may wait to be received.</summary>
    [Range(0, 1024, ErrorMessage = "Bundles:QueueLength must be between 0 and 1024.")]
    public int QueueLength { get; set; } = 8;

    /// <summary>Seconds until an import is given up, in place of <c>Limits:RequestSeconds</c>: a bundle may come over a slow line.</summary>
    [Range(1, 3600, ErrorMessage = "Bundles:Seconds must be between 1 and 3600.")]
    public int Seconds { get; set; } = 300;
}
