namespace Clearsight.Serving.Models;

/// <summary>The names that every exported model has; the Open Inference Protocol shows them to clients.</summary>
public static class ModelContract
{
    /// <summary>FP32 [n, 1, height, width], 0..1.</summary>
    public const string Images = "images";

    /// <summary>FP32 [n, 1, height, width], 0..1.</summary>
    public const string Denoised = "denoised";

    /// <summary>FP32 [n, classes], each row sums to 1: the softmax of the logits over the model's temperature.</summary>
    public const string Probabilities = "probabilities";

    /// <summary>FP32 [n, classes], before the softmax.</summary>
    public const string Logits = "logits";

    internal static readonly string[] Inputs = [Images];
    internal static readonly string[] DenoiserOutputs = [Denoised];
    internal static readonly string[] ClassifierOutputs = [Probabilities, Logits];
}
