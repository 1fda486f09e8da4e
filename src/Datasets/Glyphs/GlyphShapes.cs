using Clearsight.Domain;

namespace Clearsight.Datasets.Glyphs;

/// <summary>The ten classes: a name, and how a pen draws one, a little differently each time.</summary>
internal static class GlyphShapes
{
    public static readonly IReadOnlyList<(string Name, Action<Pen, RandomStream> Draw)> All =
    [
        ("ring", Ring),
        ("cross", Cross),
        ("plus", Plus),
        ("triangle", Triangle),
        ("square", Square),
        ("zigzag", Zigzag),
        ("wave", Wave),
        ("arrow", Arrow),
        ("tee", Tee),
        ("spiral", Spiral),
    ];

    private static void Ring(Pen pen, RandomStream random)
    {
        pen.MoveTo(random.Between(0.78f, 0.98f), 0);
        pen.Turn(0, 0, steps: 24);
    }

    private static void Cross(Pen pen, RandomStream random)
    {
        var (left, right) = (random.Between(0.75f, 0.95f), random.Between(0.75f, 0.95f));
        pen.Lines(-left, -left, right, right);
        pen.Lines(right, -right, -left, left);
    }

    private static void Plus(Pen pen, RandomStream random)
    {
        var (x, y) = (random.Between(-0.15f, 0.15f), random.Between(-0.15f, 0.15f));
        pen.Lines(-1, y, 1, y);
        pen.Lines(x, -1, x, 1);
    }

    private static void Triangle(Pen pen, RandomStream random)
    {
        var (apex, foot) = (random.Between(-0.3f, 0.3f), random.Between(0.7f, 0.9f));
        pen.Lines(apex, -0.95f, 0.95f, foot, -0.95f, foot, apex, -0.95f);
    }

    private static void Square(Pen pen, RandomStream random)
    {
        var (top, side) = (random.Between(0.72f, 0.88f), random.Between(0.72f, 0.88f));
        pen.Lines(-side, -top, side, -top, side, top, -side, top, -side, -top);
    }

    private static void Zigzag(Pen pen, RandomStream random)
    {
        var high = random.Between(0.35f, 0.65f) * Sign(random);
        pen.Lines(-1, high, -0.5f, -high, 0, high, 0.5f, -high, 1, high);
    }

    private static void Wave(Pen pen, RandomStream random)
    {
        var arcs = 3 + random.Below(2);
        var radius = 1f / arcs;
        var stretch = random.Between(1.2f, 1.8f);
        var up = random.Below(2) == 0;
        pen.MoveTo(-1, 0);
        for (var arc = 0; arc < arcs; arc++)
        {
            pen.Turn(-1 + (((2 * arc) + 1) * radius), 0, steps: 12, clockwise: up == (arc % 2 == 0), stretch: stretch);
        }
    }

    private static void Arrow(Pen pen, RandomStream random)
    {
        var (back, wide) = (random.Between(0.15f, 0.4f), random.Between(0.5f, 0.7f));
        var tip = Sign(random);
        if (random.Below(2) == 0)
        {
            pen.Lines(-tip, 0, tip, 0);
            pen.Lines(tip * back, -wide, tip, 0, tip * back, wide);
        }
        else
        {
            pen.Lines(0, -tip, 0, tip);
            pen.Lines(-wide, tip * back, 0, tip, wide, tip * back);
        }
    }

    private static void Tee(Pen pen, RandomStream random)
    {
        var (wide, stem) = (random.Between(0.7f, 0.95f), random.Between(-0.12f, 0.12f));
        pen.Lines(-wide, -0.85f, wide, -0.85f);
        pen.Lines(stem, -0.85f, stem, 0.95f);
    }

    private static void Spiral(Pen pen, RandomStream random)
    {
        const float innermost = 0.08f;
        var steps = 36 + random.Below(13);
        pen.MoveTo(innermost * Sign(random), 0);
        pen.Turn(0, 0, steps, clockwise: random.Below(2) == 0, outwards: (random.Between(0.95f, 1.1f) - innermost) / steps);
    }

    private static float Sign(RandomStream random) => random.Below(2) == 0 ? -1 : 1;
}
