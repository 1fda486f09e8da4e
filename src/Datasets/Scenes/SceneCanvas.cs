namespace Clearsight.Datasets.Scenes;

/// <summary>
/// A grey picture under construction, pixel values 0 (black) to 1, on which later layers cover earlier ones as things in
/// the world do. Only additions, multiplications, divisions, square roots and rounding, which IEEE 754 does alike on every
/// machine.
/// </summary>
internal sealed class SceneCanvas(int size)
{
    private readonly float[] _blurred = new float[size * size];

    public int Size => size;

    public float[] Pixels { get; } = new float[size * size];

    /// <summary>Covers a shape with a surface; its edge is <paramref name="softness"/> pixels wide.</summary>
    public void Paint(SceneShape shape, Surface surface, float softness)
    {
        var reach = shape.Reach + softness;
        var (left, right) = (Math.Max(0, (int)(shape.X - reach)), Math.Min(size - 1, (int)(shape.X + reach)));
        var (top, bottom) = (Math.Max(0, (int)(shape.Y - reach)), Math.Min(size - 1, (int)(shape.Y + reach)));
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var covered = Math.Clamp(0.5f - (shape.Distance(x, y) / softness), 0, 1);
                if (covered > 0)
                {
                    ref var pixel = ref Pixels[(y * size) + x];
                    pixel += covered * (surface.At(x, y) - pixel);
                }
            }
        }
    }

    /// <summary>Weights 1, 2, 1 in each direction, which a lens that is not quite in focus comes near to.</summary>
    public void Blur()
    {
        Smooth(Pixels, _blurred, step: 1, stride: size);
        Smooth(_blurred, Pixels, step: size, stride: 1);
    }

    /// <param name="step">From a pixel to the next one of its line.</param>
    /// <param name="stride">From a line to the next.</param>
    private void Smooth(float[] source, float[] target, int step, int stride)
    {
        for (var line = 0; line < size; line++)
        {
            var first = line * stride;
            for (var place = 0; place < size; place++)
            {
                var middle = first + (place * step);
                var before = place > 0 ? source[middle - step] : source[middle];
                var after = place < size - 1 ? source[middle + step] : source[middle];
                target[middle] = (0.25f * before) + (0.5f * source[middle]) + (0.25f * after);
            }
        }
    }
}
