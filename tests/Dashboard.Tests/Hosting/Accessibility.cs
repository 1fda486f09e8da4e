using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Clearsight.Dashboard.Tests.Hosting;

/// <summary>What axe-core has against a page, rule by rule.</summary>
internal static class Accessibility
{
    /// <summary>Colours are all that is different in the dark.</summary>
    private const string Contrast = "color-contrast";

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>A sentence for each place that keeps somebody out; nothing where the page is well.</summary>
    public static Task<string[]> ViolationsAsync(this IPage page) => RunAsync(page);

    public static Task<string[]> ContrastViolationsAsync(this IPage page) => RunAsync(page, Contrast);

    // In the page itself: the page library's own runner opens a second page for every run, which takes ten times as long as the rules.
    private static async Task<string[]> RunAsync(IPage page, params string[] rules)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(Axe);
        }

        return await page.EvaluateAsync<string[]>(
            """
            async rules => {
                // Colours that are on their way to another one are none that anybody reads.
                const moving = () => document.getAnimations().filter(each => each.effect.getComputedTiming().endTime !== Infinity);
                do {
                    await Promise.allSettled(moving().map(each => each.finished));
                    await new Promise(requestAnimationFrame);
                } while (moving().length > 0);
                const { violations, passes } = await axe.run(rules.length ? { runOnly: rules } : {});
                return passes.length === 0
                    ? ["axe-core found nothing to look at"]
                    : violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${rule.help} at ${node.html}: ${node.any.map(check => check.message)}`));
            }
            """,
            rules);
    }
}
