namespace Clearsight.Domain.Evaluation;

/// <summary>What a classifier answered for the images of a split.</summary>
/// <param name="Logits">Images × classes values, an image after the other.</param>
/// <param name="Labels">The actual class of each image.</param>
public sealed record ClassifierOutputs(float[] Logits, byte[] Labels)
{
    public int Count => Labels.Length;

    public int Classes => Logits.Length / Labels.Length;

    public ReadOnlySpan<float> Of(int image) => Logits.AsSpan(image * Classes, Classes);
}
