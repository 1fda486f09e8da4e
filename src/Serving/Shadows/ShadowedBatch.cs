using Clearsight.Domain;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;

namespace Clearsight.Serving.Shadows;

/// <summary>Images as a network takes them: those of a batch, or one that was prepared for a classifier.</summary>
internal sealed class ShadowedBatch : ShadowedRequest
{
    /// <summary>Values of the images that are kept: 64 of 28 × 28. Copying more of a large batch would hold up its answer.</summary>
    private const int MostValues = 64 * 28 * 28;

    private readonly ServedModel _selected;
    private readonly ImageBatch _images;
    private readonly PooledFloats _answer;

    private ShadowedBatch(ServedModel selected, ImageBatch images, PooledFloats answer) => (_selected, _images, _answer) = (selected, images, answer);

    /// <summary>Of the first images, as many as are kept; one is the least.</summary>
    /// <param name="answer">Of a classifier the probabilities, of a denoiser the cleaned images.</param>
    public static ShadowedBatch Copy(ServedModel selected, ImageBatch images, PooledFloats answer)
    {
        var count = Kept(images);
        return new ShadowedBatch(
            selected,
            images with { Values = Copy(images.Values, count * images.Pixels), Count = count },
            Copy(answer, answer.Length / images.Count * count));
    }

    /// <summary>Of what is kept.</summary>
    public static long Bytes(ImageBatch images, PooledFloats answer) =>
        sizeof(float) * (long)Kept(images) * (images.Pixels + answer.Length / images.Count);

    public override (Differences Differences, TimeSpan Latency) Compare(ServedModel shadow, TimeProvider time, CancellationToken cancellationToken) =>
        shadow.Version.Manifest.Task == TaskKind.Denoise ? Clean(shadow, time, cancellationToken) : Classify(shadow, time, cancellationToken);

    public override void Dispose()
    {
        _images.Values.Dispose();
        _answer.Dispose();
    }

    private static int Kept(ImageBatch images) => Math.Clamp(MostValues / images.Pixels, 1, images.Count);

    private static PooledFloats Copy(PooledFloats values, int length)
    {
        var copy = PooledFloats.OfLength(length);
        values.Span[..length].CopyTo(copy.Span);
        return copy;
    }

    private (Differences Differences, TimeSpan Latency) Clean(ServedModel shadow, TimeProvider time, CancellationToken cancellationToken)
    {
        using var answer = PooledFloats.OfLength(_answer.Length);
        var start = time.GetTimestamp();
        BatchRuns.Denoise(shadow, _images, answer.Memory, cancellationToken);
        var latency = time.GetElapsedTime(start) / _images.Count;
        var differences = Differences.None;
        for (var image = 0; image < _images.Count; image++)
        {
            var one = Of(_answer, image);
            var other = Of(answer, image);
            var (absolute, squared) = (0.0, 0.0);
            for (var pixel = 0; pixel < one.Length; pixel++)
            {
                double difference = one[pixel] - other[pixel];
                absolute += Math.Abs(difference);
                squared += difference * difference;
            }

            differences += new Differences(1, 0, absolute / one.Length, squared / one.Length);
        }

        return (differences, latency);
    }

    private (Differences Differences, TimeSpan Latency) Classify(ServedModel shadow, TimeProvider time, CancellationToken cancellationToken)
    {
        if (shadow.Frame != _selected.Frame)
        {
            throw new ConflictException(
                $"{shadow.Reference} takes images of {shadow.Frame.Width} × {shadow.Frame.Height} pixels, {_selected.Reference} of {_selected.Frame.Width} × {_selected.Frame.Height}.");
        }

        var labels = new LabelPairs(_selected.Version.Manifest.Classes, shadow.Version.Manifest.Classes);
        using var probabilities = PooledFloats.OfLength(_images.Count * shadow.Version.Manifest.Classes.Count);
        using var logits = PooledFloats.OfLength(probabilities.Length);
        var start = time.GetTimestamp();
        BatchRuns.Classify(shadow, _images, probabilities.Memory, logits.Memory, cancellationToken);
        var latency = time.GetElapsedTime(start) / _images.Count;
        var differences = Differences.None;
        for (var image = 0; image < _images.Count; image++)
        {
            differences += labels.Compare(Of(_answer, image), Of(probabilities, image));
        }

        return (differences, latency);
    }

    private ReadOnlySpan<float> Of(PooledFloats values, int image)
    {
        var each = values.Length / _images.Count;
        return values.Span.Slice(image * each, each);
    }
}
