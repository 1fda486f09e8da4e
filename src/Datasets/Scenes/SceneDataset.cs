using System.Security.Cryptography;
using System.Text;
using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets.Scenes;

/// <summary>
/// Small pictures cut from scenes that the service draws itself: edges, textures, gradients, soft shading and writing at
/// many scales, to learn from what photographs have in common. The pixels follow from the seed, to the bit on every machine.
/// </summary>
internal sealed class SceneDataset : IDataset
{
    public const int TrainCount = 60_000;
    public const int TestCount = 10_000;
    public const int ImageSize = 28;
    public const ulong Seed = 1;

    /// <summary>Goes up whenever a change of the drawing changes a pixel, and with it the digest.</summary>
    public const int Version = 2;

    private const int PerSide = ScenePainter.Size / ImageSize;
    private const int PerScene = PerSide * PerSide;

    private readonly Lock _gate = new();

    // 55 MB when both parts are there, and never more.
    private readonly Dictionary<DatasetPart, LabelledImages> _drawn = [];

    public DatasetCard Card { get; } = new(
        "scenes",
        "Scenes",
        "Drawn by the service from a seed",
        ScenePainter.Kinds,
        ImageSize,
        ImageSize,
        TrainCount,
        TestCount,
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Description)))}");

    /// <summary>What decides the pixels, and so what the digest is taken of.</summary>
    private static string Description => $"scenes, version {Version}, seed {Seed}, {TrainCount} + {TestCount} of {ImageSize} × {ImageSize}";

    public Task<LabelledImages> LoadAsync(DatasetPart part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken) =>
        Task.Run(() => Load(part, cancellationToken), cancellationToken);

    /// <summary>The first <paramref name="count"/> images of a part, drawn on all cores.</summary>
    public static LabelledImages Draw(ulong seed, DatasetPart part, int count, CancellationToken cancellationToken)
    {
        const int area = ImageSize * ImageSize;
        var images = new LabelledImages(ImageSize, ImageSize, new byte[count * area], new byte[count]);
        Parallel.For(
            0,
            (count + PerScene - 1) / PerScene,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            () => (Painter: new ScenePainter(), Scene: new byte[ScenePainter.Size * ScenePainter.Size]),
            (scene, _, desk) =>
            {
                var kind = desk.Painter.Draw(seed, part, scene, desk.Scene);
                for (var index = scene * PerScene; index < Math.Min((scene + 1) * PerScene, count); index++)
                {
                    images.Labels[index] = kind;
                    Cut(desk.Scene, index % PerScene, images.Pixels.AsSpan(index * area, area));
                }

                return desk;
            },
            _ => { });
        return images;
    }

    private static void Cut(ReadOnlySpan<byte> scene, int place, Span<byte> image)
    {
        var (top, left) = (place / PerSide * ImageSize, place % PerSide * ImageSize);
        for (var row = 0; row < ImageSize; row++)
        {
            scene.Slice(((top + row) * ScenePainter.Size) + left, ImageSize).CopyTo(image[(row * ImageSize)..]);
        }
    }

    private LabelledImages Load(DatasetPart part, CancellationToken cancellationToken)
    {
        // Drawing takes all cores for some seconds: several callers had better wait for one.
        lock (_gate)
        {
            if (!_drawn.TryGetValue(part, out var images))
            {
                images = Draw(Seed, part, part == DatasetPart.Train ? TrainCount : TestCount, cancellationToken);
                _drawn.Add(part, images);
            }

            return images;
        }
    }
}
