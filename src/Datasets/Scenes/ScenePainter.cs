using Clearsight.Domain;
using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets.Scenes;

/// <summary>
/// Draws scenes: things of all sizes that cover each other, which has the edges and the statistics of photographs (Lee,
/// Mumford and Huang, "Occlusion models for natural images", 2001), and pictures without edges, or full of writing. It keeps
/// its canvas between scenes, so each thread needs its own.
/// </summary>
internal sealed class ScenePainter
{
    /// <summary>Of a scene, in pixels. Images are cut from it, so that most of them show a part of something larger.</summary>
    public const int Size = 112;

    public static readonly IReadOnlyList<string> Kinds = ["things", "shading", "texture", "writing"];

    private readonly SceneCanvas _canvas = new(Size);
    private readonly Roughness _fine = new(Size);
    private readonly Roughness _coarse = new(Size);

    /// <summary>Draws a scene that depends on nothing but <paramref name="seed"/>, <paramref name="part"/> and <paramref name="index"/>.</summary>
    /// <param name="pixels"><see cref="Size"/> × <see cref="Size"/>, row by row, overwritten.</param>
    /// <returns>Which of <see cref="Kinds"/> it is.</returns>
    public byte Draw(ulong seed, DatasetPart part, int index, Span<byte> pixels)
    {
        var random = new RandomStream(seed, $"scenes/{(part == DatasetPart.Train ? "train" : "test")}/{index}");
        // Out of eight: things four times, texture twice, shading and writing once each.
        var kind = (byte)(random.Below(8) switch { < 4 => 0, 4 => 1, < 7 => 2, _ => 3 });
        _fine.Draw(random, random.Between(0.7f, 1.1f));
        _coarse.Draw(random, random.Between(0.3f, 0.7f));
        Cover(random, kind);
        if (kind == 3 || random.Below(8) == 0)
        {
            Writing.Draw(_canvas, random, _coarse);
        }

        for (var blur = random.Below(3); blur > 0; blur--)
        {
            _canvas.Blur();
        }

        Expose(random, pixels);
        return kind;
    }

    private void Cover(RandomStream random, byte kind)
    {
        var mostDepth = kind switch { 1 => 0.05f, 2 => 0.5f, _ => random.Below(2) == 0 ? 0.08f : 0.25f };
        var things = kind switch { 0 => 60 + random.Below(120), 1 => 4, 2 => 6, _ => 3 };
        _canvas.Paint(SceneShape.Draw(random, Size, 4 * Size, slimmest: 1) with { Outline = Outline.Ellipse, X = 0, Y = 0 }, Skin(random, mostDepth), 1);
        var smallest = random.Between(1.2f, 6);
        var focus = random.Between(0.8f, 2.5f);
        for (var thing = 0; thing < things; thing++)
        {
            // Radii whose number falls with the third power look the same at every distance.
            var share = smallest / Size;
            var length = smallest / MathF.Sqrt(1 - ((float)random.NextDouble() * (1 - (share * share))));
            var softness = kind == 1 ? random.Between(8, 60) : random.Below(6) == 0 ? random.Between(2, 8) : focus;
            _canvas.Paint(SceneShape.Draw(random, Size, kind == 0 ? length : random.Between(20, Size)), Skin(random, mostDepth), softness);
        }
    }

    private Surface Skin(RandomStream random, float mostDepth) =>
        Surface.Draw(random, random.Below(2) == 0 ? _fine : _coarse, Size, mostDepth);

    /// <summary>
    /// From greys to bytes: contrast and brightness, the grain of a sensor, and what is too dark or too light cut off. Of every
    /// fourth scene that is much, as of a channel of a saturated colour: black or white that goes over into grey without an edge.
    /// </summary>
    private void Expose(RandomStream random, Span<byte> pixels)
    {
        var saturated = random.Below(4) == 0;
        var contrast = saturated ? random.Between(1.2f, 3) : random.Between(0.5f, 1.15f);
        var brightness = saturated ? random.Between(-0.8f, 0.8f) : random.Between(-0.12f, 0.12f);
        var grain = random.Below(2) == 0 ? 0 : random.Between(0, 0.03f);
        for (var pixel = 0; pixel < pixels.Length; pixel++)
        {
            var value = 0.5f + brightness + (contrast * (_canvas.Pixels[pixel] - 0.5f)) + random.Between(-grain, grain);
            pixels[pixel] = (byte)((Math.Clamp(value, 0, 1) * byte.MaxValue) + 0.5f);
        }
    }
}
