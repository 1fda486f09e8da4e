using SkiaSharp;

namespace Clearsight.Serving.Images;

/// <summary>
/// The outermost pixels of an area of a grey picture: all of them, or of a large area as many, evenly spread, as tell what
/// its border is like.
/// </summary>
internal readonly ref struct Ring
{
    /// <summary>More than a picture of 28 × 28 pixels has, so that its border is seen whole.</summary>
    public const int MostSamples = 256;

    private readonly ReadOnlySpan<byte> _pixels;
    private readonly int _stride;
    private readonly SKRectI _area;
    private readonly int _length;

    /// <param name="area">At least one pixel of the picture.</param>
    public Ring(Picture grey, SKRectI area)
    {
        _pixels = grey.Pixels;
        (_stride, _area) = (grey.Width, area);
        _length = Math.Min(area.Width, area.Height) == 1 ? area.Width * area.Height : 2 * (area.Width + area.Height - 2);
    }

    public int Count => Math.Min(_length, MostSamples);

    /// <summary>Where a sample lies in the picture: along the upper edge first, then the sides from the top down, then the lower edge.</summary>
    public SKPointI this[int sample]
    {
        get
        {
            var place = Count == _length ? sample : (int)((long)sample * _length / Count);
            if (_area.Width == 1 || place < _area.Width)
            {
                return _area.Width == 1 ? new SKPointI(_area.Left, _area.Top + place) : new SKPointI(_area.Left + place, _area.Top);
            }

            var down = place - _area.Width;
            return down < 2 * (_area.Height - 2)
                ? new SKPointI(down % 2 == 0 ? _area.Left : _area.Right - 1, _area.Top + 1 + (down / 2))
                : new SKPointI(_area.Left + down - (2 * (_area.Height - 2)), _area.Bottom - 1);
        }
    }

    public byte Level(int sample)
    {
        var at = this[sample];
        return _pixels[(at.Y * _stride) + at.X];
    }

    /// <summary>The level of most of it: a few specks, or a thing that touches the border, do not move it.</summary>
    public int Median()
    {
        Span<int> counts = stackalloc int[byte.MaxValue + 1];
        counts.Clear();
        var count = Count;
        for (var sample = 0; sample < count; sample++)
        {
            counts[Level(sample)]++;
        }

        var (below, median) = (0, 0);
        while (2 * (below + counts[median]) < count)
        {
            below += counts[median++];
        }

        return median;
    }

    /// <summary>The share of it, 0 to 1, whose levels are within <paramref name="tolerance"/> of <paramref name="level"/>.</summary>
    public double ShareNear(int level, int tolerance)
    {
        var near = 0;
        for (var sample = 0; sample < Count; sample++)
        {
            near += Math.Abs(Level(sample) - level) <= tolerance ? 1 : 0;
        }

        return (double)near / Count;
    }
}
