using Clearsight.Domain;

namespace Clearsight.Datasets.Scenes;

/// <summary>An ellipse, a rectangle or a triangle, anywhere and turned anyhow.</summary>
/// <param name="X">Its middle, in pixels.</param>
/// <param name="Cosine">Of the angle it is turned by.</param>
/// <param name="Length">Half of its longer side, in pixels.</param>
/// <param name="Breadth">Half of its shorter side.</param>
internal sealed record SceneShape(Outline Outline, float X, float Y, float Cosine, float Sine, float Length, float Breadth)
{
    /// <summary>No point of it is farther from its middle.</summary>
    public float Reach => 1.5f * Length;

    public static SceneShape Draw(RandomStream random, int size, float length, float slimmest = 0.25f)
    {
        var (cosine, sine) = random.Direction();
        return new SceneShape(
            (Outline)random.Below(3), random.Between(0, size), random.Between(0, size), cosine, sine, length, length * random.Between(slimmest, 1));
    }

    /// <summary>How far outside a pixel is, in pixels; negative inside. Near the edge about right, and that is what is looked at.</summary>
    public float Distance(int x, int y)
    {
        var (dx, dy) = (x - X, y - Y);
        var along = (dx * Cosine) + (dy * Sine);
        var across = (dy * Cosine) - (dx * Sine);
        switch (Outline)
        {
            case Outline.Rectangle:
                return MathF.Max(MathF.Abs(along) - Length, MathF.Abs(across) - Breadth);
            case Outline.Triangle:
                var slope = Length / (2 * Breadth);
                var flank = (along - Length + (2 * MathF.Abs(across) * slope)) / MathF.Sqrt(1 + (4 * slope * slope));
                return MathF.Max(flank, -along - Length);
            default:
                var (unitAlong, unitAcross) = (along / Length, across / Breadth);
                return (MathF.Sqrt((unitAlong * unitAlong) + (unitAcross * unitAcross)) - 1) * Breadth;
        }
    }
}

internal enum Outline
{
    Ellipse,
    Rectangle,
    Triangle,
}
