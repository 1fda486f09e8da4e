using Clearsight.Domain;

namespace Clearsight.Datasets.Scenes;

/// <summary>Lines of marks like letters: a few strokes each, upright, level or slanting, dark on light or the other way round.</summary>
internal static class Writing
{
    public static void Draw(SceneCanvas canvas, RandomStream random, Roughness roughness)
    {
        var ink = Surface.Draw(random, roughness, canvas.Size, mostDepth: 0.02f) with
        {
            Grey = random.Below(2) == 0 ? random.Between(0, 0.2f) : random.Between(0.8f, 1),
            StripeDepth = 0,
        };
        var height = random.Between(6, 30);
        var thickness = random.Between(0.05f, 0.12f) * height;
        for (var line = random.Between(0, height); line < canvas.Size; line += 1.5f * height)
        {
            for (var letter = random.Between(0, height); letter < canvas.Size; letter += random.Between(0.6f, 1) * height)
            {
                Letter(canvas, random, ink, letter, line, height, thickness);
            }
        }
    }

    private static void Letter(SceneCanvas canvas, RandomStream random, Surface ink, float left, float top, float height, float thickness)
    {
        for (var stroke = 2 + random.Below(2); stroke > 0; stroke--)
        {
            var (cosine, sine) = random.Below(3) switch { 0 => (1f, 0f), 1 => (0f, 1f), _ => random.Direction() };
            var (x, y) = (left + (random.Between(0, 0.5f) * height), top + (random.Between(0, 1) * height));
            var outline = random.Below(3) == 0 ? Outline.Ellipse : Outline.Rectangle;
            canvas.Paint(new SceneShape(outline, x, y, cosine, sine, random.Between(0.2f, 0.5f) * height, thickness), ink, softness: 1);
        }
    }
}
