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
        var all = await page.EvaluateAsync<int>(
            """
            () => {
                const all = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0'], [onclick]")]
                    .filter(each => !each.disabled && each.checkVisibility({ visibilityProperty: true }));
                all.forEach((each, place) => each.dataset.reach = place);
                document.activeElement?.blur();
                return all.length;
            }
            """);
        var reached = new HashSet<int> { -1 };
        var faint = new List<string>();
        for (var press = 0; press < all + 20 && reached.Count <= all; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            var focus = await page.EvaluateAsync<string?[]>(
                """
                () => {
                    const each = document.activeElement, shows = [each, each.closest(".wipe"), each.labels?.[0]].filter(Boolean)
                        .some(shown => getComputedStyle(shown).outlineStyle !== "none" && getComputedStyle(shown).opacity !== "0");
                    return [each.dataset.reach ?? "-1", shows || each === document.body ? null : each.outerHTML.slice(0, 200)];
                }
                """);
            reached.Add(int.Parse(focus[0]!, CultureInfo.InvariantCulture));
            if (focus[1] is { } html)
            {
                faint.Add($"focus does not show on {html}");
            }
        }

        var missed = await page.EvaluateAsync<string[]>(
            "reached => [...document.querySelectorAll('[data-reach]')].filter(each => !reached.includes(Number(each.dataset.reach))).map(each => `out of reach: ${each.outerHTML.slice(0, 200)}`)",
            reached.ToArray());
        // The page is left as it was found.
        await page.EvaluateAsync("() => { document.activeElement?.blur(); scrollTo(0, 0); }");
        return [.. missed, .. faint];
    }
}
