using Clearsight.Dashboard.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

/// <summary>What every page keeps to. To add a page, add a line. It has a host of its own, so that other tests run beside.</summary>
public sealed class PageTests(ManyJobs many, ITestOutputHelper output) : IClassFixture<ManyJobs>
{
    private const string Comparison = "/dashboard/models/compare?models=";

    private static readonly string[] Pages =
    [
        "/",
        "/dashboard/jobs",
        "/dashboard/jobs/new",
        "/dashboard/jobs/new?recipe=report",
        "/dashboard/jobs/compare?ids={succeeded},{other}",
        "/dashboard/jobs/{running}",
        "/dashboard/jobs/{succeeded}",
        "/dashboard/jobs/{failed}",
        "/dashboard/jobs/{report}",
        "/dashboard/jobs/nothing",
        "/dashboard/models",
        "/dashboard/models/fashion-classifier/1",
        "/dashboard/models/impulse-denoiser/1",
        "/dashboard/models/nothing/1",
        Comparison + "fashion-classifier:1,fashion-transfer:1",
        Comparison + "impulse-denoiser:1,mnist-denoiser:1",
        "/dashboard/try",
        "/dashboard/datasets",
        "/dashboard/nothing-of-that-name",
    ];

    public static TheoryData<string> AllPages => [.. Pages];

    [Theory]
    [MemberData(nameof(AllPages))]
    public async Task Keeps_nobody_out_in_light_and_dark_fits_a_phone_and_takes_nothing_from_elsewhere(string path)
    {
        var dashboard = many.Dashboard;
        var page = await dashboard.OpenAsync(many.Resolve(path));
        await page.ReadyAsync();
        if (path.StartsWith(Comparison, StringComparison.Ordinal))
        {
            await ComparesAsync(page, path[Comparison.Length..].Replace(",", " and ", StringComparison.Ordinal));
        }

        output.WriteLine($"{path}: {await page.PaintsAsync()}");
        Assert.Empty(await page.ViolationsAsync());
        Assert.Empty(await page.OutOfReachAsync());
        await page.PictureAsync($"{Name(path)}-light");

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.WaitForFunctionAsync("() => getComputedStyle(document.body).backgroundColor === 'rgb(15, 18, 21)'");
        Assert.Empty(await page.ContrastViolationsAsync());
        await page.PictureAsync($"{Name(path)}-dark");

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(DashboardHost.Phone.Width, DashboardHost.Phone.Height);
        await page.WaitForFunctionAsync("width => document.documentElement.scrollWidth === width", DashboardHost.Phone.Width);
        await page.PictureAsync($"{Name(path)}-phone");

        await page.Context.CloseAsync();
        Assert.Empty(dashboard.Complaints);
    }

    /// <summary>A refusal would keep to everything that a page keeps to.</summary>
    private static async Task ComparesAsync(IPage page, string models)
    {
        var comparison = page.GetByRole(AriaRole.Region, new() { Name = $"Comparison of {models}" });
        await Expect(comparison.GetByRole(AriaRole.Table).First).ToBeVisibleAsync();
    }

    private static string Name(string path) => path == "/" ? "overview"
        : string.Concat(path.Replace("/dashboard/", "", StringComparison.Ordinal).Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')).Trim('-');
}
