using Clearsight.Domain;
using SkiaSharp;

namespace Clearsight.Serving.Tests.Drawn;

/// <summary>
/// A small grey image of a thing, enlarged, somewhere on a larger canvas: how much of the thing is at each pixel, and the
/// light that falls there. All choices are drawn from a generator.
/// </summary>
internal sealed class PastedPicture
{
    private const int Side = 28;
    private static readonly SKSamplingOptions Linear = new(SKFilterMode.Linear);
    private static readonly SKSamplingOptions[] Ways =
        [new(SKFilterMode.Nearest), Linear, new(SKCubicResampler.Mitchell), new(SKCubicResampler.CatmullRom)];

    private readonly RandomStream _random;
    private readonly float[] _light;

    /// <param name="image">28 × 28 pixels, light on dark.</param>
    /// <param name="smallest">Factor by which it is enlarged at least.</param>
    public PastedPicture(ReadOnlySpan<byte> image, double smallest, double largest, RandomStream random)
    {
        _random = random;
        var size = (int)Math.Round(Side * smallest * Math.Pow(largest / smallest, random.NextDouble()));
        Width = (int)Math.Round(size * Between(1.08, 2.5)) + 2;
        Height = (int)Math.Round(size * Between(1.08, 2.5)) + 2;
        var margin = 1 + (size / 50);
        Place = SKRectI.Create(
            margin + random.Below(Width - size - (2 * margin) + 1), margin + random.Below(Height - size - (2 * margin) + 1), size, size);
        Thing = Pasted(Enlarged(image, Side, size, Ways[random.Below(Ways.Length)]), size, Place.Location);
        _light = new float[Thing.Length];
        Array.Fill(_light, 1);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Where the enlarged image lies.</summary>
    public SKRectI Place { get; }

    /// <summary>How much of the thing is at each pixel, 0 to 1.</summary>
    public float[] Thing { get; }

    public double Between(double least, double most) => least + ((most - least) * _random.NextDouble());

    public int Below(int limit) => _random.Below(limit);

    /// <param name="light">Of 1 at most, at x and y from -1 to 1.</param>
    public PastedPicture Lit(Func<double, double, double> light)
    {
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                _light[(y * Width) + x] = (float)light((2.0 * x / Width) - 1, (2.0 * y / Height) - 1);
            }
        }

        return this;
    }

    /// <summary>The thing's outline, blurred, a little below and to one side, takes up to a fifth of the light.</summary>
    public PastedPicture Shaded(ReadOnlySpan<byte> image)
    {
        const int margin = 6, side = Side + (2 * margin);
        var outline = new byte[side * side];
        for (var pixel = 0; pixel < image.Length; pixel++)
        {
            outline[(((pixel / Side) + margin) * side) + (pixel % Side) + margin] = (byte)(image[pixel] > 20 ? 255 : 0);
        }

        var size = Place.Width * side / Side;
        var shadow = Enlarged(Blurred(Blurred(outline, side), side), side, size, Linear);
        var shift = size * margin / side;
        var place = new SKPointI(Place.Left - shift + (int)(Between(-0.06, 0.06) * size), Place.Top - shift + (int)(Between(0, 0.06) * size));
        var (strength, at) = ((float)Between(0.06, 0.2), 0);
        foreach (var dark in Pasted(shadow, size, place))
        {
            _light[at++] *= 1 - (strength * dark);
        }

        return this;
    }

    /// <param name="thing">Level of the thing where it is strongest, in full light.</param>
    /// <param name="ground">Level of what is around it, in full light.</param>
    /// <param name="noise">Standard deviation, in levels.</param>
    public SKBitmap Grey(double thing, double ground, double noise = 0)
    {
        var grey = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Gray8, SKAlphaType.Opaque));
        var pixels = grey.GetPixelSpan();
        for (var pixel = 0; pixel < pixels.Length; pixel++)
        {
            var level = (ground + ((thing - ground) * Thing[pixel])) * _light[pixel];
            pixels[pixel] = (byte)Math.Clamp(level + (noise > 0 ? noise * Normal() : 0) + 0.5, 0, 255);
        }

        return grey;
    }

    /// <summary>The mean of every pixel and its eight neighbours.</summary>
    private static byte[] Blurred(byte[] square, int side)
    {
        var blurred = new byte[square.Length];
        for (var pixel = 0; pixel < square.Length; pixel++)
        {
            var around = from dy in Enumerable.Range(-1, 3)
                         from dx in Enumerable.Range(-1, 3)
                         select (int)square[(Math.Clamp((pixel / side) + dy, 0, side - 1) * side) + Math.Clamp((pixel % side) + dx, 0, side - 1)];
            blurred[pixel] = (byte)around.Average();
        }

        return blurred;
    }

    private static byte[] Enlarged(ReadOnlySpan<byte> square, int side, int size, SKSamplingOptions way)
    {
        using var small = new SKBitmap(new SKImageInfo(side, side, SKColorType.Gray8, SKAlphaType.Opaque));
        square.CopyTo(small.GetPixelSpan());
        using var large = new SKBitmap(new SKImageInfo(size, size, SKColorType.Gray8, SKAlphaType.Opaque));
        small.ScalePixels(large, way);
        return large.GetPixelSpan().ToArray();
    }

    private float[] Pasted(byte[] square, int size, SKPointI place)
    {
        var canvas = new float[Width * Height];
        for (var y = Math.Max(0, -place.Y); y < Math.Min(size, Height - place.Y); y++)
        {
            for (var x = Math.Max(0, -place.X); x < Math.Min(size, Width - place.X); x++)
            {
                canvas[((place.Y + y) * Width) + place.X + x] = square[(y * size) + x] / 255f;
            }
        }

        return canvas;
    }

    /// <summary>Twelve uniform numbers are normal enough (Irwin and Hall), and the same on every machine.</summary>
    private double Normal()
    {
        var sum = -6.0;
        for (var term = 0; term < 12; term++)
        {
            sum += _random.NextDouble();
        }

        return sum;
    }
}
