using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Images;
using Clearsight.Serving.Tests.Models;

namespace Clearsight.Serving.Tests.Inference;

/// <summary>What only the networks promise that restore impulses; all denoisers' promises are in <see cref="DenoiserTests"/>.</summary>
public sealed class ImpulseRestorationTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(NetworkIds.BalancedImpulseUnet, true, 31, 17)]
    [InlineData(NetworkIds.BalancedImpulseUnet, false, 300, 270)]
    [InlineData(NetworkIds.ImpulseUnet, true, 31, 17)]
    [InlineData(NetworkIds.ImpulseUnet, false, 300, 270)]
    [InlineData(NetworkIds.ImpulseDenoiser, true, 31, 17)]
    [InlineData(NetworkIds.ImpulseDenoiser, false, 300, 270)]
    public async Task Pixels_that_are_neither_black_nor_white_come_back_to_the_byte(string network, bool color, int width, int height)
    {
        await using var host = await StartAsync(network);
        var image = color ? Translucent(width, height) : PngFile.Build(width, height, 8, PngFile.Grey, Rows(width, height));
        using var noisy = Decoding.Decode(image);
        using var cleaned = Decoding.Decode((await host.Get<Denoiser>().DenoiseAsync(image, model: null, DenoiseSize.Native, Cancellation)).Png);
        var (changed, suspects) = (0, 0);
        for (var place = 0; place < noisy.Pixels.Length; place++)
        {
            if (color && place % 4 == 3)
            {
                Assert.Equal(noisy.Pixels[place], cleaned.Pixels[place]);
            }
            else if (noisy.Pixels[place] is 0 or 255)
            {
                (changed, suspects) = (changed + (noisy.Pixels[place] == cleaned.Pixels[place] ? 0 : 1), suspects + 1);
            }
            else
            {
                Assert.Equal(noisy.Pixels[place], cleaned.Pixels[place]);
            }
        }

        Assert.InRange(changed, suspects / 2, suspects);
    }

    [Theory]
    [InlineData(NetworkIds.BalancedImpulseUnet, 257, 255)]
    [InlineData(NetworkIds.BalancedImpulseUnet, 603, 301)]
    [InlineData(NetworkIds.BalancedImpulseUnet, 1030, 3)]
    [InlineData(NetworkIds.ImpulseUnet, 257, 255)]
    [InlineData(NetworkIds.ImpulseUnet, 603, 301)]
    [InlineData(NetworkIds.ImpulseUnet, 1, 900)]
    [InlineData(NetworkIds.ImpulseUnet, 1030, 3)]
    [InlineData(NetworkIds.ImpulseDenoiser, 257, 255)]
    [InlineData(NetworkIds.ImpulseDenoiser, 603, 301)]
    public async Task Pieces_put_together_equal_the_whole(string network, int width, int height)
    {
        await using var host = await StartAsync(network);
        var rows = Rows(width, height);
        using var cleaned = Decoding.Decode((await host.Get<Denoiser>().DenoiseAsync(
            PngFile.Build(width, height, 8, PngFile.Grey, rows), model: null, DenoiseSize.Native, Cancellation)).Png);

        using var use = host.Get<SelectedModels>().Enter(TaskKind.Denoise);
        var whole = new float[width * height];
        use.Model.Denoise(rows.SelectMany(row => row).Select(level => level / 255f).ToArray(), width, height, whole);

        // Half a level of rounding, and what a sum in another order differs by.
        Assert.Equal(0, whole.Zip(cleaned.Pixels.ToArray()).Max(pair => Math.Abs(pair.First * 255 - pair.Second)), 0.51f);
    }

    private static async Task<ServingHost> StartAsync(string network)
    {
        var host = await ServingHost.StartAsync();
        await host.SelectAsync(await UntrainedModel.RegisterDenoiserAsync(host.Registry, seed: 1, network));
        return host;
    }

    private static byte[] Translucent(int width, int height)
    {
        using var drawn = Drawing.Translucent(width, height);
        return Drawing.Encode(drawn, "png");
    }

    /// <summary>A third of the pixels black or white.</summary>
    private static byte[][] Rows(int width, int height)
    {
        var random = new RandomStream(5, "noise");
        return [.. Enumerable.Range(0, height).Select(_ => Enumerable.Range(0, width)
            .Select(_ => (byte)(random.Below(3) == 0 ? 255 * random.Below(2) : random.Below(256))).ToArray())];
    }
}
