using Microsoft.Playwright;

namespace Clearsight.Dashboard.Tests.Hosting;

internal static class PageActions
{
    /// <summary>A folder for pictures of the pages, to be looked at; none are taken without it.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("CLEARSIGHT_PICTURES");

    /// <summary>Waits until the page has its heading and nothing on it is still being loaded.</summary>
    public static async Task ReadyAsync(this IPage page)
    {
        await page.Locator("main h1").WaitForAsync();
        await page.Locator("main [aria-busy=true]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    public static async Task PictureAsync(this IPage page, string name)
    {
        if (Pictures is not null)
        {
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name + ".png"), FullPage = true });
        }
    }
}
