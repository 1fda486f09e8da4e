using System.Text.RegularExpressions;
using Clearsight.Dashboard.Tests.Hosting;
using Clearsight.Serving.Inference;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

public sealed class TryItTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    private readonly DashboardHost _dashboard = fixture.Dashboard;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_first_click_shows_a_sample_cleaned_and_classified(ColorScheme scheme)
    {
        var page = await _dashboard.OpenAsync("/dashboard/try", scheme);
        await page.GetByRole(AriaRole.Button, new() { Name = "Digit 1" }).ClickAsync();

        var cleaned = page.GetByRole(AriaRole.Region, new() { Name = "Cleaned by impulse-denoiser:1" });
        await Expect(cleaned).ToContainTextAsync("PSNR");
        var classified = page.GetByRole(AriaRole.Region, new() { Name = "Classified by mnist-classifier:1" });
        await Expect(classified.GetByRole(AriaRole.Heading)).ToHaveTextAsync("7");
        await Expect(classified).ToContainTextAsync("%");
        await Expect(page.GetByLabel("Commands")).ToContainTextAsync("/denoise?model=impulse-denoiser:1");
        await Expect(cleaned.GetByAltText("Cleaned", new() { Exact = true })).ToBeVisibleAsync();
        await page.PictureAsync($"try-sample-{scheme.ToString().ToLowerInvariant()}");

        // A garment goes to the one that serves.
        await page.GetByRole(AriaRole.List, new() { Name = "Ready samples" }).GetByRole(AriaRole.Button).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Classified by fashion-classifier:1" })).ToContainTextAsync("%");
        Assert.Empty(_dashboard.Complaints);
    }

    [Fact]
    public async Task A_digit_is_drawn_and_cleaned_by_two_models_side_by_side()
    {
        var page = await _dashboard.OpenAsync("/dashboard/try");
        await page.ReadyAsync();
        await page.GetByLabel("mnist-denoiser:1").CheckAsync();
        var canvas = (await page.Locator("canvas").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(canvas.X + (canvas.Width * 0.3f), canvas.Y + (canvas.Height * 0.2f));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(canvas.X + (canvas.Width * 0.7f), canvas.Y + (canvas.Height * 0.2f), new() { Steps = 5 });
        await page.Mouse.MoveAsync(canvas.X + (canvas.Width * 0.4f), canvas.Y + (canvas.Height * 0.8f), new() { Steps = 5 });
        await page.Mouse.UpAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Use the drawing" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Cleaned by impulse-denoiser:1" })).ToContainTextAsync("PSNR");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Cleaned by mnist-denoiser:1" })).ToContainTextAsync("PSNR");
        await page.PictureAsync("try-drawn");
        Assert.Empty(_dashboard.Complaints);
    }

    [Fact]
    public async Task The_camera_gives_a_picture()
    {
        var page = await _dashboard.OpenAsync("/dashboard/try");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use the camera" }).ClickAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('video').videoWidth > 0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take the picture" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Cleaned by impulse-denoiser:1" })).ToContainTextAsync("PSNR");
    }

    [Theory]
    [InlineData("paste")]
    [InlineData("drop")]
    public async Task A_picture_is_pasted_or_dropped(string how)
    {
        var page = await _dashboard.OpenAsync("/dashboard/try");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Use the drawing" })).ToBeEnabledAsync();
        await GiveAsync(page, how, width: 28);

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Cleaned by impulse-denoiser:1" })).ToContainTextAsync("PSNR");
        Assert.Empty(_dashboard.Complaints);
    }

    /// <summary>The first is of 28 pixels by 28, so that nothing of it could be compared with the second.</summary>
    [Fact]
    public async Task A_picture_that_comes_while_another_waits_its_turn_takes_its_place()
    {
        var page = await _dashboard.OpenAsync("/dashboard/try");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Use the drawing" })).ToBeEnabledAsync();
        var gate = _dashboard.Host.Get<InferenceGate>();
        var places = new List<InferenceGate.Place>();
        while (gate.HasRoom)
        {
            places.Add(await gate.EnterAsync(TestContext.Current.CancellationToken));
        }

        try
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Digit 1" }).ClickAsync();
            await WaitingAsync(gate, 1);
            await GiveAsync(page, "paste", width: 40);
            await WaitingAsync(gate, 2);
        }
        finally
        {
            places.ForEach(place => place.Dispose());
        }

        var cleaned = page.GetByRole(AriaRole.Region, new() { Name = "Cleaned by impulse-denoiser:1" });
        await Expect(cleaned).ToContainTextAsync("PSNR");
        await Expect(cleaned.GetByAltText("Cleaned", new() { Exact = true })).ToHaveJSPropertyAsync("naturalWidth", 40);
        Assert.Empty(_dashboard.Complaints);
    }

    [Fact]
    public async Task A_first_picture_that_is_too_large_is_told_in_a_sentence()
    {
        var page = await _dashboard.OpenAsync("/dashboard/try");
        await page.ReadyAsync();
        await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "large.png", MimeType = "image/png", Buffer = new byte[11_000_000] });

        await Expect(page.Locator(".mud-alert-message")).ToContainTextAsync("are allowed");
    }

    /// <summary>The browser keeps the pictures that are shown and lets go of those of the run before.</summary>
    [Fact]
    public async Task Pictures_of_a_second_run_take_the_place_of_the_first_ones()
    {
        var page = await _dashboard.OpenAsync("/dashboard/try");
        await page.ReadyAsync();
        await page.EvaluateAsync("() => { const release = URL.revokeObjectURL; window.released = []; URL.revokeObjectURL = address => { released.push(address); release.call(URL, address); }; }");
        var cleaned = page.GetByRole(AriaRole.Region, new() { Name = "Cleaned by impulse-denoiser:1" });
        var picture = cleaned.GetByAltText("Cleaned", new() { Exact = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Digit 1" }).ClickAsync();
        await Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 28);
        var first = await picture.GetAttributeAsync("src");
        await GiveAsync(page, "paste", width: 40);
        await Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 40);

        Assert.Contains(first, await page.EvaluateAsync<string[]>("() => released"));
        Assert.DoesNotContain(await picture.GetAttributeAsync("src"), await page.EvaluateAsync<string[]>("() => released"));
    }

    [Fact]
    public async Task What_is_no_picture_is_told_in_a_sentence()
    {
        var page = await _dashboard.OpenAsync("/dashboard/try");
        await page.ReadyAsync();
        await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "broken.png", MimeType = "image/png", Buffer = "not a picture"u8.ToArray() });

        await Expect(page.Locator(".mud-alert-message")).ToContainTextAsync(".");
    }

    [Fact]
    public async Task The_wipe_handle_moves_by_keyboard()
    {
        var page = await _dashboard.OpenAsync("/dashboard/try");
        await page.GetByRole(AriaRole.Button, new() { Name = "Digit 2" }).ClickAsync();
        var handle = page.GetByLabel("From noisy to cleaned").First;
        await handle.FocusAsync();
        await page.Keyboard.PressAsync("End");

        await Expect(page.Locator(".wipe").First).ToHaveAttributeAsync("style", "--wipe:100%");
    }

    [Fact]
    public async Task The_picture_is_wiped_where_it_is_touched()
    {
        var page = await _dashboard.OpenAsync("/dashboard/try", size: DashboardHost.Phone);
        await page.GetByRole(AriaRole.Button, new() { Name = "Digit 2" }).ClickAsync();
        var wipe = page.Locator(".wipe").First;
        await wipe.ScrollIntoViewIfNeededAsync();
        var box = (await wipe.BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(box.X + (box.Width * 0.25f), box.Y + (box.Height / 2));

        await Expect(wipe).ToHaveAttributeAsync("style", new Regex("--wipe:2[2-8]%", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Equal(DashboardHost.Phone.Width, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        Assert.Empty(await page.ViolationsAsync());
        Assert.Empty(await page.OutOfReachAsync());
        await page.PictureAsync("try-phone");
    }

    private static async Task WaitingAsync(InferenceGate gate, int pictures)
    {
        while (gate.Waiting < pictures)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Pastes or drops a white stroke on black, 28 pixels high.</summary>
    private static async Task GiveAsync(IPage page, string how, int width) => await page.EvaluateAsync(
        """
        async ([how, width]) => {
            const canvas = new OffscreenCanvas(width, 28), pen = canvas.getContext("2d");
            pen.fillRect(0, 0, width, 28);
            pen.fillStyle = "#fff";
            pen.fillRect(12, 4, 4, 20);
            const data = new DataTransfer();
            data.items.add(new File([await canvas.convertToBlob()], "one.png", { type: "image/png" }));
            document.dispatchEvent(how === "paste" ? new ClipboardEvent(how, { clipboardData: data }) : new DragEvent(how, { dataTransfer: data, cancelable: true }));
        }
        """,
        new object[] { how, width });
}
