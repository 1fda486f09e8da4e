using System.ComponentModel.DataAnnotations;

namespace Clearsight.Api.Batches;

/// <summary>Section <c>Batches</c>: what many images in one request may come to.</summary>
internal sealed class BatchOptions
{
    public const string Section = "Batches";

    /// <summary>Bytes of a request's body, framing included. So much of the disk a batch takes while it is worked on.</summary>
    [Range(1024, 1 << 30, ErrorMessage = "Batches:MaximumBytes must be between 1024 and 1073741824.")]
    public int MaximumBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Images of one batch.</summary>
    [Range(1, 100_000, ErrorMessage = "Batches:MaximumItems must be between 1 and 100000.")]
    public int MaximumItems { get; set; } = 1000;

    /// <summary>Bytes that all entries of a ZIP together may inflate to.</summary>
    [Range(1024, 1L << 36, ErrorMessage = "Batches:MaximumInflatedBytes must be between 1024 and 68719476736.")]
    public long MaximumInflatedBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>
    /// How many times its size in the ZIP an entry of more than a megabyte may have. Pictures are compressed already; only a
    /// bitmap of one colour comes near.
    /// </summary>
    [Range(1, 10_000, ErrorMessage = "Batches:MaximumInflation must be between 1 and 10000.")]
    public int MaximumInflation { get; set; } = 100;

    /// <summary>Batches that are received or worked on at the same time; the next one is refused (429).</summary>
    [Range(1, 1000, ErrorMessage = "Batches:AtOnce must be between 1 and 1000.")]
    public int AtOnce { get; set; } = 8;

    /// <summary>Seconds within which a batch has to come in. What follows takes as long as it takes.</summary>
    [Range(1, 86_400, ErrorMessage = "Batches:UploadSeconds must be between 1 and 86400.")]
    public int UploadSeconds { get; set; } = 300;
}
