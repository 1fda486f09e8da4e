using Clearsight.Domain;

namespace Clearsight.Datasets.Glyphs;

/// <summary>
/// Where a glyph lies in its image and how it is distorted: a bend, then an affine map from the shape's own
/// coordinates (-1..1, y downwards) to pixels.
/// </summary>
internal sealed record Placement(
    float XX, float XY, float YX, float YY, float CenterX, float CenterY, float BendX, float BendY)
{
    /// <summary>Up to 14° either way: beyond that a plus and a cross would come to look alike.</summary>
    private const float LargestHalfTangent = 0.123f;

    public static Placement Draw(RandomStream random, int size)
    {
        var scale = random.Between(6.4f, 9.4f);
        var aspect = random.Between(0.82f, 1.22f);
        var shear = random.Between(-0.12f, 0.12f);
        // The tangent of half the angle gives sine and cosine by division alone, equal to the bit on every machine.
        var half = random.Between(-LargestHalfTangent, LargestHalfTangent);
        var (cosine, sine) = ((1 - (half * half)) / (1 + (half * half)), 2 * half / (1 + (half * half)));
        var (wide, high) = (scale * aspect, scale / aspect);
        return new Placement(
            cosine * wide, ((cosine * shear) - sine) * high,
            sine * wide, ((sine * shear) + cosine) * high,
            (size / 2f) + random.Between(-1.8f, 1.8f), (size / 2f) + random.Between(-1.8f, 1.8f),
            random.Between(-0.16f, 0.16f), random.Between(-0.16f, 0.16f));
    }

    public (float X, float Y) Map(float x, float y)
    {
        var bentX = x + (BendX * ((y * y) - 0.5f));
        var bentY = y + (BendY * ((x * x) - 0.5f));
        return (CenterX + (XX * bentX) + (XY * bentY), CenterY + (YX * bentX) + (YY * bentY));
    }
}
