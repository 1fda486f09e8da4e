namespace Clearsight.Datasets.Glyphs;

/// <summary>Draws strokes in a shape's own coordinates (-1..1, y downwards) through a <see cref="Placement"/>.</summary>
/// <param name="reach">How far from its middle a stroke leaves ink, in pixels.</param>
internal sealed class Pen(DistanceField field, Placement placement, float reach)
{
    /// <summary>Straight strokes are cut so that the placement's bend can show.</summary>
    private const int PiecesOfLine = 4;

    private float _x;
    private float _y;

    public void MoveTo(float x, float y) => (_x, _y) = (x, y);

    public void LineTo(float x, float y)
    {
        var (fromX, fromY) = (_x, _y);
        for (var piece = 1; piece < PiecesOfLine; piece++)
        {
            var share = piece / (float)PiecesOfLine;
            PieceTo(fromX + ((x - fromX) * share), fromY + ((y - fromY) * share));
        }

        PieceTo(x, y);
    }

    /// <summary>Several lines; <paramref name="points"/> are x and y by turns.</summary>
    public void Lines(params ReadOnlySpan<float> points)
    {
        MoveTo(points[0], points[1]);
        for (var point = 2; point < points.Length; point += 2)
        {
            LineTo(points[point], points[point + 1]);
        }
    }

    /// <summary>Goes round a centre in steps of 15°, clockwise on the screen, or the other way round.</summary>
    /// <param name="outwards">What is added to the distance from the centre at each step: 0 for a circle.</param>
    /// <param name="stretch">How many times as high as wide the way is.</param>
    public void Turn(float centerX, float centerY, int steps, bool clockwise = true, float outwards = 0, float stretch = 1)
    {
        // Cosine and sine of 15°, written out because no two math libraries need agree on the last bit.
        const float cosine = 0.9659258f;
        const float sine = 0.2588190f;
        var turn = clockwise ? sine : -sine;
        var (armX, armY) = (_x - centerX, (_y - centerY) / stretch);
        var radius = MathF.Sqrt((armX * armX) + (armY * armY));
        (armX, armY) = (armX / radius, armY / radius);
        for (var step = 0; step < steps; step++)
        {
            radius += outwards;
            (armX, armY) = ((armX * cosine) - (armY * turn), (armX * turn) + (armY * cosine));
            PieceTo(centerX + (armX * radius), centerY + (armY * radius * stretch));
        }
    }

    private void PieceTo(float x, float y)
    {
        var (fromX, fromY) = placement.Map(_x, _y);
        var (toX, toY) = placement.Map(x, y);
        field.Add(fromX, fromY, toX, toY, reach);
        MoveTo(x, y);
    }
}
