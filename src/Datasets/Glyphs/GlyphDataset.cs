using System.Security.Cryptography;
using System.Text;
using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets.Glyphs;

/// <summary>
/// Ten classes of drawn glyphs in the format of MNIST, made by the service itself: training, tests and demonstrations
/// need no download. The pixels follow from the seed, to the bit on every machine.
/// </summary>
internal sealed class GlyphDataset : IDataset
{
    public const int TrainCount = 60_000;
    public const int TestCount = 10_000;
    public const ulong Seed = 1;

    /// <summary>Goes up whenever a change of the drawing changes a pixel, and with it the digest.</summary>
    public const int Version = 1;

    private static readonly Lock Gate = new();

    // 55 MB when both parts are there, and never more: the pixels are the same for every host of a process.
    private static readonly Dictionary<DatasetPart, LabelledImages> Drawn = [];

    public DatasetCard Card { get; } = new(
        "glyphs",
        "Glyphs",
        "Drawn by the service from a seed",
        [.. GlyphShapes.All.Select(shape => shape.Name)],
        GlyphPainter.Size,
        GlyphPainter.Size,
        TrainCount,
        TestCount,
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Description)))}")
    {
        // What Placement and the pen come to on average.
        Framing = new Framing(4, Centering.Box, Aperture: 1),
    };

    /// <summary>What decides the pixels, and so what the digest is taken of.</summary>
    private static string Description => $"glyphs, version {Version}, seed {Seed}, {TrainCount} + {TestCount} of {GlyphPainter.Size} × {GlyphPainter.Size}";

    public Task<LabelledImages> LoadAsync(DatasetPart part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken) =>
        Task.Run(() => Load(part, cancellationToken), cancellationToken);

    /// <summary>The first <paramref name="count"/> images of a part, drawn on all cores.</summary>
    public static LabelledImages Draw(ulong seed, DatasetPart part, int count, CancellationToken cancellationToken)
    {
        const int area = GlyphPainter.Size * GlyphPainter.Size;
        var images = new LabelledImages(GlyphPainter.Size, GlyphPainter.Size, new byte[count * area], new byte[count]);
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            () => new GlyphPainter(),
            (index, _, painter) =>
            {
                images.Labels[index] = painter.Draw(seed, part, index, images.Pixels.AsSpan(index * area, area));
                return painter;
            },
            _ => { });
        return images;
    }

    private static LabelledImages Load(DatasetPart part, CancellationToken cancellationToken)
    {
        // Drawing takes all cores for a second or two: several callers had better wait for one.
        lock (Gate)
        {
            if (!Drawn.TryGetValue(part, out var images))
            {
                images = Draw(Seed, part, part == DatasetPart.Train ? TrainCount : TestCount, cancellationToken);
                Drawn.Add(part, images);
            }

            return images;
        }
    }
}
