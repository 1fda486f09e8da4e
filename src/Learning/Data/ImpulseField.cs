using Clearsight.Domain;
using Clearsight.Domain.Datasets;

namespace Clearsight.Learning.Data;

/// <summary>The salt-and-pepper noise of some images without the images, so that it is known which pixels it hit.</summary>
internal sealed class ImpulseField
{
    /// <summary>Neither salt nor pepper: what noise drawn on a canvas of it leaves was not hit.</summary>
    private const byte Untouched = 128;

    private readonly int _imageSize;
    private readonly byte[] _canvas;

    private ImpulseField(int imageSize, byte[] canvas) => (_imageSize, _canvas) = (imageSize, canvas);

    /// <summary>The noise that <see cref="NoisyImages"/> puts on the whole test split.</summary>
    public static ImpulseField Draw(LabelledImages test, double density)
    {
        var canvas = new byte[test.Pixels.Length];
        Array.Fill(canvas, Untouched);
        SaltAndPepperNoise.Apply(canvas, density, new RandomStream(SaltAndPepperNoise.EvaluationSeed, NoisyImages.Purpose("test")));
        return new ImpulseField(test.Height * test.Width, canvas);
    }

    /// <summary>The noise of some of the images, in the order given.</summary>
    public ImpulseField Take(ReadOnlySpan<int> images)
    {
        var taken = new byte[images.Length * _imageSize];
        for (var target = 0; target < images.Length; target++)
        {
            _canvas.AsSpan(images[target] * _imageSize, _imageSize).CopyTo(taken.AsSpan(target * _imageSize));
        }

        return new ImpulseField(_imageSize, taken);
    }

    public LabelledImages On(LabelledImages clean)
    {
        var pixels = new byte[clean.Pixels.Length];
        for (var pixel = 0; pixel < pixels.Length; pixel++)
        {
            pixels[pixel] = _canvas[pixel] == Untouched ? clean.Pixels[pixel] : _canvas[pixel];
        }

        return clean with { Pixels = pixels };
    }

    /// <summary>Which pixels of an image were hit, whether that changed them or not.</summary>
    public bool[] Hit(int image) => Array.ConvertAll(_canvas[(image * _imageSize)..((image + 1) * _imageSize)], pixel => pixel != Untouched);
}
