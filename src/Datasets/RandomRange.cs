using Clearsight.Domain;

namespace Clearsight.Datasets;

internal static class RandomRange
{
    /// <summary><paramref name="least"/> ≤ x ≤ <paramref name="most"/>.</summary>
    public static float Between(this RandomStream random, float least, float most) =>
        least + ((most - least) * (float)random.NextDouble());

    /// <summary>A vector of length one in any direction, without the functions whose last bit differs between machines.</summary>
    public static (float Cosine, float Sine) Direction(this RandomStream random)
    {
        while (true)
        {
            var (x, y) = (random.Between(-1, 1), random.Between(-1, 1));
            var squared = (x * x) + (y * y);
            if (squared is > 0.01f and <= 1)
            {
                var length = MathF.Sqrt(squared);
                return (x / length, y / length);
            }
        }
    }
}
