namespace Clearsight.Datasets.Glyphs;

/// <summary>
/// For each pixel of a square image the distance from its centre to the nearest stroke, in pixels: what a stroke of
/// any thickness and softness is drawn from. Only additions, multiplications, divisions and square roots, which
/// IEEE 754 rounds exactly: the same pixels on every machine.
/// </summary>
internal sealed class DistanceField(int size)
{
    private readonly float[] _squared = new float[size * size];

    public void Clear() => Array.Fill(_squared, float.PositiveInfinity);

    /// <summary>Takes in a line from one point to another, for the pixels that are no farther from it than <paramref name="reach"/>.</summary>
    public void Add(float fromX, float fromY, float toX, float toY, float reach)
    {
        var (alongX, alongY) = (toX - fromX, toY - fromY);
        var lengthSquared = (alongX * alongX) + (alongY * alongY);
        var inverse = lengthSquared > 0 ? 1 / lengthSquared : 0;
        var (left, right) = Pixels(fromX, toX, reach);
        var (top, bottom) = Pixels(fromY, toY, reach);
        for (var row = top; row <= bottom; row++)
        {
            var offsetY = row + 0.5f - fromY;
            for (var column = left; column <= right; column++)
            {
                var offsetX = column + 0.5f - fromX;
                var nearest = Math.Clamp(((offsetX * alongX) + (offsetY * alongY)) * inverse, 0, 1);
                var (awayX, awayY) = (offsetX - (nearest * alongX), offsetY - (nearest * alongY));
                ref var squared = ref _squared[(row * size) + column];
                squared = Math.Min(squared, (awayX * awayX) + (awayY * awayY));
            }
        }
    }

    /// <summary>
    /// Paints what is nearer than <paramref name="radius"/> with <paramref name="peak"/> and lets it fade smoothly to
    /// black across an edge that is <paramref name="softness"/> pixels wide: 1 is plain anti-aliasing, more is blur.
    /// </summary>
    public void Paint(Span<byte> pixels, float radius, float softness, float peak)
    {
        var reach = Reach(radius, softness);
        for (var pixel = 0; pixel < _squared.Length; pixel++)
        {
            var squared = _squared[pixel];
            if (squared >= reach * reach)
            {
                pixels[pixel] = 0;
                continue;
            }

            var inside = Math.Min((reach - MathF.Sqrt(squared)) / softness, 1);
            pixels[pixel] = (byte)((peak * inside * inside * (3 - (2 * inside))) + 0.5f);
        }
    }

    /// <summary>How far from its middle a stroke still leaves ink, in pixels.</summary>
    public static float Reach(float radius, float softness) => radius + (softness / 2);

    private (int First, int Last) Pixels(float one, float other, float reach) =>
        (Math.Max(0, (int)(Math.Min(one, other) - reach)), Math.Min(size - 1, (int)(Math.Max(one, other) + reach)));
}
