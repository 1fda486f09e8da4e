using System.Net;
using System.Text;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Models;
using SkiaSharp;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class DenoiseTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    public static TheoryData<string> Formats => Drawing.EveryFormat;

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Every_format_is_answered_with_a_png_of_the_same_size(string format)
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var drawn = Drawing.Ring(33, 21);
        using var answer = await host.PostImageAsync("/denoise", Drawing.Encode(drawn, format), $"image/{format}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
        var png = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        using var cleaned = SKBitmap.Decode(png);
        Assert.Equal((33, 21, 0), (cleaned.Width, cleaned.Height, PngFile.ColorType(png)));
    }

    [Fact]
    public async Task The_headers_and_the_picture_name_the_model_and_the_times()
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var answer = await host.PostImageAsync("/denoise", Png(), "application/octet-stream");
        var digest = (await host.Get<IModelRegistry>().FindAsync(new ModelReference(UntrainedModel.Denoiser, 1), Cancellation))!.Digest;
        Assert.Equal("some-denoiser:1", Assert.Single(answer.Headers.GetValues("X-Model")));
        Assert.Equal(digest, Assert.Single(answer.Headers.GetValues("X-Model-Digest")));
        Assert.Matches(
            @"^decode;dur=[\d.]+, queue;dur=[\d.]+, infer;dur=[\d.]+, encode;dur=[\d.]+$", Assert.Single(answer.Headers.GetValues("Server-Timing")));
        var chunks = PngFile.Read(await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Contains($"Model-Digest\0{digest}", chunks.Select(chunk => Encoding.Latin1.GetString(chunk.Data)));
    }

    [Fact]
    public async Task A_form_field_gives_what_the_raw_body_gives()
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var raw = await host.PostImageAsync("/denoise", Png());
        using var form = await host.PostFormAsync("/denoise", Png());
        using var untyped = await host.PostImageAsync("/denoise", Png(), type: "");
        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
        var expected = await raw.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal(expected, await form.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(expected, await untyped.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task A_model_can_be_named_and_the_size_chosen()
    {
        await using var host = await new TestHost().WithModelsAsync();
        await UntrainedModel.RegisterDenoiserAsync(host.Get<IModelRegistry>(), seed: 9);
        using var selected = await host.PostImageAsync("/denoise?size=native", Png());
        using var newest = await host.PostImageAsync("/denoise?model=some-denoiser", Png());
        using var scaled = await host.PostImageAsync("/denoise?model=some-denoiser:1&size=model", Png());
        Assert.Equal(
            ["some-denoiser:1", "some-denoiser:2", "some-denoiser:1"],
            new[] { selected, newest, scaled }.Select(answer => answer.Headers.GetValues("X-Model").Single()));
        Assert.NotEqual(await selected.Content.ReadAsByteArrayAsync(Cancellation), await scaled.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Without_a_model_the_caller_hears_how_to_get_one()
    {
        await using var host = new TestHost();
        using var answer = await host.PostImageAsync("/denoise", Png());
        Assert.Contains("PUT /selection/denoise", await answer.ProblemAsync(503), StringComparison.Ordinal);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("model=nobody", 404)]
    [InlineData("model=some-denoiser:7", 404)]
    [InlineData("model=some-classifier", 422)]
    [InlineData("model=Not%20a%20name", 422)]
    [InlineData("model=", 422)]
    [InlineData("size=huge", 422)]
    public async Task What_the_query_asks_for_must_exist(string query, int status)
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var answer = await host.PostImageAsync($"/denoise?{query}", Png());
        await answer.ProblemAsync(status);
    }

    [Theory]
    [InlineData("Image/PNG")]
    [InlineData("APPLICATION/OCTET-STREAM")]
    public async Task A_content_type_is_the_same_in_any_case(string type)
    {
        await using var host = await new TestHost().WithModelsAsync();

        using var answer = await host.PostImageAsync("/denoise", Png(), type);

        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task What_is_no_image_is_refused_with_the_status_of_its_fault()
    {
        await using var host = await new TestHost().WithModelsAsync();
        async Task RefusedAsync(int status, byte[] body, string type = "image/png")
        {
            using var answer = await host.PostImageAsync("/denoise", body, type);
            await answer.ProblemAsync(status);
        }

        await RefusedAsync(400, []);
        await RefusedAsync(400, [], "multipart/form-data; boundary=abc");
        await RefusedAsync(400, "--abc\r\nbroken"u8.ToArray(), "multipart/form-data; boundary=abc");
        await RefusedAsync(400, Png(), "multipart/form-data");
        await RefusedAsync(415, Png(), "application/json");
        await RefusedAsync(415, Png(), "application/x-www-form-urlencoded");
        await RefusedAsync(415, "hello"u8.ToArray());
        await RefusedAsync(422, Png()[..60]);
        await RefusedAsync(413, PngFile.Build(50_000, 50_000, 8, PngFile.Grey, []));
    }

    [Fact]
    public async Task The_form_needs_exactly_one_field_image()
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var wrong = await host.PostFormAsync("/denoise", Png(), field: "file");
        Assert.Contains("'file'", await wrong.ProblemAsync(400), StringComparison.Ordinal);

        using var form = new MultipartFormDataContent();
        form.Add(new ByteArrayContent(Png()), "image", "a.png");
        form.Add(new ByteArrayContent(Png()), "image", "b.png");
        using var twice = await host.Client.PostAsync("/denoise", form, Cancellation);
        await twice.ProblemAsync(400);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_refused_whether_its_length_is_told_or_not(bool chunked)
    {
        await using var host = new TestHost { ["Images:MaximumBytes"] = "100000" };
        host.Listen();
        await host.WithModelsAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/denoise") { Content = new ByteArrayContent(new byte[3_000_000]) };
        request.Content.Headers.ContentType = new("image/png");
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await host.Client.SendAsync(request, Cancellation);
        await answer.ProblemAsync(413);
        using var next = await host.PostImageAsync("/denoise", Png());
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task A_full_house_refuses_and_says_when_to_come_back()
    {
        await using var host = new TestHost { ["Inference:Places"] = "1", ["Inference:QueueLength"] = "0" };
        await host.WithModelsAsync();
        using var place = await host.Get<Clearsight.Serving.Inference.InferenceGate>().EnterAsync(Cancellation);
        using var answer = await host.PostImageAsync("/denoise", Png());
        await answer.ProblemAsync(429);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Damaged_images_never_hurt_the_service(string format)
    {
        // One changed byte makes a size huge; a small limit keeps the test short.
        await using var host = await new TestHost { ["Images:MaximumPixels"] = "100000" }.WithModelsAsync();
        using var drawn = Drawing.Ring(24, 18, color: true);
        var whole = Drawing.Encode(drawn, format);
        var random = new RandomStream(7, $"requests/{format}");
        for (var input = 0; input < 200; input++)
        {
            var damaged = whole.ToArray();
            for (var change = random.Below(6); change >= 0; change--)
            {
                damaged[random.Below(damaged.Length)] = (byte)random.Below(256);
            }

            using var answer = await host.PostImageAsync("/denoise?size=model", damaged[..(damaged.Length - random.Below(damaged.Length / 4))]);
            Assert.Contains((int)answer.StatusCode, (int[])[200, 413, 415, 422]);
        }
    }

    private static byte[] Png()
    {
        using var drawn = Drawing.Ring(40, 30);
        return Drawing.Encode(drawn, "png");
    }
}
