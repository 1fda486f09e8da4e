using Clearsight.Api.Tests.Bundles;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Domain;
using Clearsight.Domain.Filters;
using Clearsight.Learning.Data;
using Clearsight.Serving.Tests.Drawn;
using SkiaSharp;

namespace Clearsight.Api.Tests.Models;

/// <summary>The denoiser that ships on what saturated colours are in each channel: wide areas of black that go over into grey without an edge.</summary>
public sealed class SaturatedColourTests
{
    private const int Side = 160;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.7)]
    public async Task It_comes_closer_than_the_adaptive_median(double density)
    {
        await using var host = new TestHost { ["Models:Directory"] = BundleFiles.ShippedModels };
        var clean = Enumerable.Range(0, Side * Side).Select(place => Level(place % Side, place / Side)).ToArray();
        var noisy = clean.ToArray();
        SaltAndPepperNoise.Apply(noisy, density, new RandomStream(3, "saturated"));
        var filtered = new byte[noisy.Length];
        AdaptiveMedianFilter.Apply(noisy, Side, filtered);

        using var answer = await host.PostImageAsync("/denoise", PngFile.Build(Side, Side, 8, PngFile.Grey, [.. noisy.Chunk(Side)]));
        using var cleaned = SKBitmap.Decode(await answer.Content.ReadAsByteArrayAsync(Token));

        Assert.InRange(clean.Count(level => level == 0) / (double)clean.Length, 0.3, 0.5);
        Assert.InRange(SquaredError(clean, cleaned.GetPixelSpan()), 0, SquaredError(clean, filtered));
    }

    private static byte Level(int x, int y) => (byte)Math.Clamp(90 * (Math.Sin(x / 17.0) + Math.Cos(y / 23.0)) + 0.5, 0, 255);

    private static double SquaredError(ReadOnlySpan<byte> clean, ReadOnlySpan<byte> restored)
    {
        var sum = 0.0;
        for (var place = 0; place < clean.Length; place++)
        {
            sum += Math.Pow(clean[place] - restored[place], 2);
        }

        return sum;
    }
}
