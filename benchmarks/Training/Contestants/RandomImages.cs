using Clearsight.Domain;
using Clearsight.Domain.Datasets;

namespace Clearsight.Benchmarks.Training.Contestants;

/// <summary>As many as MNIST and Fashion-MNIST have; what is on an image does not change how long it takes.</summary>
internal static class RandomImages
{
    public const int Count = 60_000;
    public const int Side = 28;
    public const int Classes = 10;

    public static LabelledImages Draw(int count)
    {
        var random = new RandomStream(1, "benchmark");
        var images = new LabelledImages(Side, Side, new byte[count * Side * Side], new byte[count]);
        foreach (ref var pixel in images.Pixels.AsSpan())
        {
            pixel = (byte)random.Below(256);
        }

        foreach (ref var label in images.Labels.AsSpan())
        {
            label = (byte)random.Below(Classes);
        }

        return images;
    }
}
