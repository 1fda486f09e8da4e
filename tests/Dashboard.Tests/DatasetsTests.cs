using Clearsight.Dashboard.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

[Collection(WithManyJobs.Name)]
public sealed class DatasetsTests(ManyJobs many)
{
    [Fact]
    public async Task A_card_shows_images_and_counts_or_says_what_is_missing()
    {
        var page = await many.Dashboard.OpenAsync("/dashboard/datasets");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show images of glyphs" }).ClickAsync();
        var images = page.GetByAltText("The first test images of each class of");
        await images.WaitForAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Test images by class" })).ToContainTextAsync(",");
        await page.WaitForFunctionAsync("image => image.complete && image.naturalWidth > 0", await images.ElementHandleAsync());

        // There is no network, and none is asked for it.
        await page.GetByRole(AriaRole.Button, new() { Name = "Show images of mnist" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "MNIST", Exact = true }).Locator(".mud-alert-message")).ToContainTextAsync(".gz");
        await page.PictureAsync("datasets-images");

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Pictures of your own" })).ToContainTextAsync("not possible yet");
        Assert.Empty(many.Dashboard.Complaints);
    }
}
