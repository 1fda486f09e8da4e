using System.ComponentModel.DataAnnotations;

namespace Clearsight.Serving.Images;

/// <summary>What an uploaded picture may be; bound to <c>Images</c>.</summary>
public sealed class ImageOptions
{
    public const string Section = "Images";

    /// <summary>Bytes of a request's body, multipart framing included.</summary>
    [Range(1, 1 << 30, ErrorMessage = "Images:MaximumBytes must be between 1 and 1073741824.")]
    public int MaximumBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Width × height, read from the header before anything is decoded: 16 megapixels, so that 4096 × 4096 fits.</summary>
    [Range(1, 1 << 28, ErrorMessage = "Images:MaximumPixels must be between 1 and 268435456.")]
    public int MaximumPixels { get; set; } = 16 * 1024 * 1024;

    /// <summary>Longest time that decoding one picture may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00", ErrorMessage = "Images:DecodeDeadline must be between 00:00:00.001 and 00:10:00.")]
    public TimeSpan DecodeDeadline { get; set; } = TimeSpan.FromSeconds(10);
}
