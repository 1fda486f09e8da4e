using Clearsight.Domain;

namespace Clearsight.Datasets.Scenes;

/// <summary>
/// A field without structure: random greys on grids of several widths, smoothly interpolated and added up. With as much at
/// every width its spectrum falls as that of photographs does, with the square of the frequency (Field, "Relations between
/// the statistics of natural images and the response properties of cortical cells", 1987).
/// </summary>
internal sealed class Roughness(int size)
{
    private const int WidestCell = 32;

    private readonly float[] _values = new float[size * size];
    private readonly float[] _corners = new float[(size + 2) * (size + 2)];

    /// <summary>About -1 to 1; the field goes on from its end at its beginning.</summary>
    public float At(int place) => _values[place % _values.Length];

    /// <param name="persistence">How much each grid of half the width adds, compared to the one before: 1 as in photographs, less for smoother fields.</param>
    public void Draw(RandomStream random, float persistence)
    {
        Array.Clear(_values);
        var (strength, total) = (1f, 0f);
        for (var cell = WidestCell; cell >= 1; cell /= 2)
        {
            AddGrid(random, cell, strength);
            total += strength * strength;
            strength *= persistence;
        }

        var scale = 1.2f / MathF.Sqrt(total);
        foreach (ref var value in _values.AsSpan())
        {
            value *= scale;
        }
    }

    private void AddGrid(RandomStream random, int cell, float strength)
    {
        var columns = (size / cell) + 2;
        for (var corner = 0; corner < columns * columns; corner++)
        {
            _corners[corner] = random.Between(-strength, strength);
        }

        for (var y = 0; y < size; y++)
        {
            var (row, shareY) = (y / cell, Smooth((y % cell) / (float)cell));
            for (var x = 0; x < size; x++)
            {
                var (first, shareX) = ((row * columns) + (x / cell), Smooth((x % cell) / (float)cell));
                var upper = _corners[first] + (shareX * (_corners[first + 1] - _corners[first]));
                var lower = _corners[first + columns] + (shareX * (_corners[first + columns + 1] - _corners[first + columns]));
                _values[(y * size) + x] += upper + (shareY * (lower - upper));
            }
        }
    }

    private static float Smooth(float share) => share * share * (3 - (2 * share));
}
