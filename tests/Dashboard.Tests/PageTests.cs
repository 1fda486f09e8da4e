using Clearsight.Dashboard.Tests.Hosting;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Clearsight.Dashboard.Tests;

/// <summary>What every page keeps to. To add a page, add a line.</summary>
public sealed class PageTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    private static readonly string[] Pages =
    [
        "/",
        "/dashboard/jobs",
        "/dashboard/jobs/new",
        "/dashboard/jobs/compare",
        "/dashboard/jobs/nothing",
        "/dashboard/models",
        "/dashboard/models/fashion-classifier/1",
        "/dashboard/models/impulse-denoiser/1",
        "/dashboard/models/nothing/1",
        "/dashboard/models/compare?models=fashion-classifier:1,fashion-transfer:1",
        "/dashboard/try",
        "/dashboard/datasets",
        "/dashboard/nothing-of-that-name",
    ];

    public static TheoryData<string> AllPages => [.. Pages];

    [Theory]
    [MemberData(nameof(AllPages))]
    public async Task Keeps_nobody_out_in_light_and_dark_fits_a_phone_and_takes_nothing_from_elsewhere(string path)
    {
        var dashboard = fixture.Dashboard;
        var page = await dashboard.OpenAsync(path);
        await page.ReadyAsync();
        Assert.Empty(await ViolationsAsync(page));
        await page.PictureAsync($"{Name(path)}-light");

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.WaitForFunctionAsync("() => getComputedStyle(document.body).backgroundColor === 'rgb(15, 18, 21)'");
        Assert.Empty(await ViolationsAsync(page));
        await page.PictureAsync($"{Name(path)}-dark");

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(DashboardHost.Phone.Width, DashboardHost.Phone.Height);
        await page.WaitForFunctionAsync("width => document.documentElement.scrollWidth === width", DashboardHost.Phone.Width);
        await page.PictureAsync($"{Name(path)}-phone");

        await page.Context.CloseAsync();
        Assert.Empty(dashboard.Complaints);
    }

    private static async Task<IEnumerable<string>> ViolationsAsync(IPage page) => (await page.RunAxe()).Violations
        .SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {rule.Help} at {node.Html}"));

    private static string Name(string path) => path == "/" ? "overview" : path.Replace("/dashboard/", "", StringComparison.Ordinal).Replace('/', '-').Split('?')[0];
}
