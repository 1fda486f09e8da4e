using System.Text;
using Clearsight.Domain;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Images;
using Clearsight.Serving.Tests.Models;
using SkiaSharp;

namespace Clearsight.Serving.Tests.Inference;

public sealed class DenoiserTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    public static TheoryData<string> Formats => Drawing.EveryFormat;

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Every_format_comes_back_as_a_png_of_the_same_size_and_kind(string format)
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        foreach (var size in Enum.GetValues<DenoiseSize>())
        {
            using var grey = Drawing.Ring(37, 29);
            var greyPng = await DenoiseAsync(host, Drawing.Encode(grey, format), size);
            Assert.Equal(0, PngFile.ColorType(greyPng));
            using var colored = Drawing.Ring(37, 29, color: true);
            var coloredPng = await DenoiseAsync(host, Drawing.Encode(colored, format), size);
            Assert.Equal(2, PngFile.ColorType(coloredPng));
            Assert.All([greyPng, coloredPng], png =>
            {
                using var cleaned = SKBitmap.Decode(png);
                Assert.Equal((37, 29), (cleaned.Width, cleaned.Height));
            });
        }
    }

    [Fact]
    public async Task Alpha_is_kept_to_the_bit()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var drawn = Drawing.Translucent(20, 20);
        foreach (var size in Enum.GetValues<DenoiseSize>())
        {
            using var cleaned = Decoding.Decode(await DenoiseAsync(host, Drawing.Encode(drawn, "png"), size));
            Assert.True(cleaned.HasAlpha);
            Assert.Equal(Alphas(drawn.GetPixelSpan()), Alphas(cleaned.Pixels));
        }
    }

    [Fact]
    public async Task Grey_with_alpha_stays_grey_with_alpha()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var cleaned = Decoding.Decode(await DenoiseAsync(host, PngFile.Build(2, 1, 8, PngFile.GreyAlpha, [[200, 3, 90, 255]])));
        Assert.True(cleaned is { IsGrey: true, HasAlpha: true });
        Assert.Equal<byte[]>([3, 255], Alphas(cleaned.Pixels));
    }

    [Fact]
    public async Task Each_channel_is_cleaned_as_a_grey_picture_of_its_own()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var colored = Drawing.Ring(30, 30, color: true);
        using var cleaned = Decoding.Decode(await DenoiseAsync(host, Drawing.Encode(colored, "png")));
        for (var channel = 0; channel < 3; channel++)
        {
            byte[][] rows = [.. Enumerable.Range(0, 30).Select(y =>
                Enumerable.Range(0, 30).Select(x => colored.GetPixelSpan()[(y * 30 + x) * 4 + channel]).ToArray())];
            using var alone = Decoding.Decode(await DenoiseAsync(host, PngFile.Build(30, 30, 8, PngFile.Grey, rows)));
            var together = Enumerable.Range(0, 900).Select(pixel => cleaned.Pixels[pixel * 4 + channel]).ToArray();
            Assert.Equal(alone.Pixels.ToArray(), together);
        }
    }

    [Theory]
    [InlineData(256, 256)]
    [InlineData(257, 255)]
    [InlineData(603, 301)]
    [InlineData(1, 900)]
    [InlineData(1030, 3)]
    public async Task Pieces_put_together_equal_the_whole(int width, int height)
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        var random = new RandomStream(5, "noise");
        byte[][] rows = [.. Enumerable.Range(0, height).Select(_ => Enumerable.Range(0, width).Select(_ => (byte)random.Below(256)).ToArray())];
        using var cleaned = Decoding.Decode(await DenoiseAsync(host, PngFile.Build(width, height, 8, PngFile.Grey, rows)));

        using var use = host.Get<SelectedModels>().Enter(TaskKind.Denoise);
        var whole = new float[width * height];
        use.Model.Denoise(rows.SelectMany(row => row).Select(level => level / 255f).ToArray(), width, height, whole);

        // Half a level of rounding, and what a sum in another order differs by.
        Assert.Equal(0, whole.Zip(cleaned.Pixels.ToArray()).Max(pair => Math.Abs(pair.First * 255 - pair.Second)), 0.51f);
    }

    [Fact]
    public async Task The_frame_size_of_a_picture_that_has_it_already_is_its_own_size()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var drawn = Drawing.Ring(28, 28);
        var image = Drawing.Encode(drawn, "png");
        Assert.Equal(await DenoiseAsync(host, image), await DenoiseAsync(host, image, DenoiseSize.Model));
    }

    [Fact]
    public async Task The_picture_says_which_model_cleaned_it()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var drawn = Drawing.Ring(1, 1);
        var answer = await host.Get<Denoiser>().DenoiseAsync(Drawing.Encode(drawn, "png"), model: null, DenoiseSize.Native, Cancellation);
        Assert.Equal("some-denoiser:1", answer.Model.Reference.ToString());
        var text = PngFile.Read(answer.Png).Where(chunk => chunk.Type == "tEXt").Select(chunk => Encoding.Latin1.GetString(chunk.Data));
        Assert.Equal(["Model\0some-denoiser:1", $"Model-Digest\0{answer.Model.Digest}"], text);
        Assert.Matches("^sha256:[0-9a-f]{64}$", answer.Model.Digest);
    }

    [Fact]
    public async Task A_client_that_goes_away_stops_the_work_between_two_pieces()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        using var use = host.Get<SelectedModels>().Enter(TaskKind.Denoise);
        using var drawn = Drawing.Ring(300, 300);
        using var picture = Decoding.Decode(Drawing.Encode(drawn, "png"));
        Assert.ThrowsAny<OperationCanceledException>(() => ImageCleaning.AtOwnSize(use.Model, picture, new CancellationToken(canceled: true)));
    }

    private static async Task<byte[]> DenoiseAsync(ServingHost host, byte[] image, DenoiseSize size = DenoiseSize.Native) =>
        (await host.Get<Denoiser>().DenoiseAsync(image, model: null, size, Cancellation)).Png;

    private static byte[] Alphas(ReadOnlySpan<byte> pixels)
    {
        var alphas = new byte[pixels.Length / 4];
        for (var pixel = 0; pixel < alphas.Length; pixel++)
        {
            alphas[pixel] = pixels[pixel * 4 + 3];
        }

        return alphas;
    }
}
