using Clearsight.Domain;
using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets.Glyphs;

/// <summary>Draws single glyphs. It keeps its canvas between them, so each thread needs its own.</summary>
internal sealed class GlyphPainter
{
    public const int Size = 28;

    private readonly DistanceField _field = new(Size);

    /// <summary>Draws an image that depends on nothing but <paramref name="seed"/>, <paramref name="part"/> and <paramref name="index"/>.</summary>
    /// <param name="pixels"><see cref="Size"/> × <see cref="Size"/>, row by row, overwritten.</param>
    /// <returns>The index of its class.</returns>
    public byte Draw(ulong seed, DatasetPart part, int index, Span<byte> pixels)
    {
        var label = Label(seed, part, index);
        var random = new RandomStream(seed, $"glyphs/{PartName(part)}/{index}");
        var placement = Placement.Draw(random, Size);
        var radius = random.Between(0.6f, 1.7f);
        var softness = random.Between(1, 2.6f);
        _field.Clear();
        GlyphShapes.All[label].Draw(new Pen(_field, placement, DistanceField.Reach(radius, softness)), random);
        _field.Paint(pixels, radius, softness, peak: random.Between(170, 255));
        return label;
    }

    /// <summary>Each ten images in a row hold every class once, in random order: any prefix is as balanced as it can be.</summary>
    private static byte Label(ulong seed, DatasetPart part, int index)
    {
        var (block, place) = Math.DivRem(index, GlyphShapes.All.Count);
        Span<byte> order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        new RandomStream(seed, $"glyphs/{PartName(part)}/labels/{block}").Shuffle(order);
        return order[place];
    }

    private static string PartName(DatasetPart part) => part == DatasetPart.Train ? "train" : "test";
}
