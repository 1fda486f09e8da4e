using System.Globalization;
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
        await page.Locator("main [aria-busy=true]:not([role=progressbar])").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    public static async Task PictureAsync(this IPage page, string name)
    {
        if (Pictures is not null)
        {
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name + ".png"), FullPage = true });
        }
    }

    /// <summary>When something was to be seen first, and when the page's own heading was.</summary>
    public static async Task<string> PaintsAsync(this IPage page)
    {
        var paints = await page.EvaluateAsync<double[]>(
            "() => [performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, performance.getEntriesByName('heading')[0].startTime]");
        return string.Create(CultureInfo.InvariantCulture, $"first paint after {paints[0]:0} ms, heading after {paints[1]:0} ms");
    }

    /// <summary>What can be clicked or typed into, but does not come by the tabulator, or comes and does not show it.</summary>
    public static async Task<IReadOnlyList<string>> OutOfReachAsync(this IPage page)
    {
        // The page itself notes what comes: to ask after every press would take longer than all presses.
        var missed = await page.EvaluateAsync<int>(
            """
            () => {
                const all = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0'], [onclick]")]
                    .filter(each => !each.disabled && each.checkVisibility({ visibilityProperty: true }));
                const missed = new Set(all), faint = [];
                const come = event => {
                    const each = event.target;
                    missed.delete(each);
                    if (![each, each.closest(".wipe"), each.labels?.[0]].filter(Boolean)
                        .some(shown => getComputedStyle(shown).outlineStyle !== "none" && getComputedStyle(shown).opacity !== "0")) {
                        faint.push(`focus does not show on ${each.outerHTML.slice(0, 200)}`);
                    }
                };
                document.activeElement?.blur();
                document.addEventListener("focusin", come);
                window.reach = {
                    missed,
                    end() {
                        document.removeEventListener("focusin", come);
                        // The page is left as it was found.
                        document.activeElement?.blur();
                        scrollTo(0, 0);
                        return [...[...missed].map(each => `out of reach: ${each.outerHTML.slice(0, 200)}`), ...faint];
                    },
                };
                return all.length;
            }
            """);
        // Some come that are not among them, as a canvas that can be scrolled.
        for (var presses = missed + 20; presses > 0 && missed > 0; presses -= missed)
        {
            for (var press = 0; press < missed; press++)
            {
                await page.Keyboard.PressAsync("Tab");
            }

            missed = await page.EvaluateAsync<int>("() => reach.missed.size");
        }

        return await page.EvaluateAsync<string[]>("() => reach.end()");
    }
}
