using Clearsight.Domain;

namespace Clearsight.Datasets.Glyphs;

internal static class RandomRange
{
    /// <summary><paramref name="least"/> ≤ x ≤ <paramref name="most"/>.</summary>
    public static float Between(this RandomStream random, float least, float most) =>
        least + ((most - least) * (float)random.NextDouble());
}
