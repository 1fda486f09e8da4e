using System.ComponentModel.DataAnnotations;

namespace Clearsight.Api.InferenceProtocol;

/// <summary>Section <c>InferenceProtocol</c>: what one request of it may hold.</summary>
internal sealed class InferenceProtocolOptions
{
    public const string Section = "InferenceProtocol";

    /// <summary>Bytes of a request, and of its tensor as FP32, however that is written.</summary>
    [Range(4096, 1 << 30, ErrorMessage = "InferenceProtocol:MaximumBytes must be between 4096 and 1073741824.")]
    public int MaximumBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Images of one batch.</summary>
    [Range(1, 1 << 20, ErrorMessage = "InferenceProtocol:MaximumItems must be between 1 and 1048576.")]
    public int MaximumItems { get; set; } = 1024;
}
