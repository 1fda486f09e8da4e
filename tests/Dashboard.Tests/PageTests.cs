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
        "/dashboard/nothing-of-that-name",
    ];

    public static TheoryData<string, ColorScheme> PagesInBothSchemes =>
        [.. from page in Pages from scheme in new[] { ColorScheme.Light, ColorScheme.Dark } select (page, scheme)];

    public static TheoryData<string> AllPages => [.. Pages];

    [Theory]
    [MemberData(nameof(PagesInBothSchemes))]
    public async Task Has_nothing_that_keeps_anybody_out(string path, ColorScheme scheme)
    {
        var page = await fixture.Dashboard.OpenAsync(path, scheme);
        await page.ReadyAsync();

        var found = await page.RunAxe();

        Assert.Empty(found.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {rule.Help} at {node.Html}")));
        await page.PictureAsync($"{Name(path)}-{scheme.ToString().ToLowerInvariant()}");
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public async Task Fits_a_phone(string path)
    {
        var page = await fixture.Dashboard.OpenAsync(path, size: DashboardHost.Phone);
        await page.ReadyAsync();

        Assert.Equal(DashboardHost.Phone.Width, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        await page.PictureAsync($"{Name(path)}-phone");
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public async Task Takes_all_that_it_needs_from_its_own_host_and_logs_no_error(string path)
    {
        var page = await fixture.Dashboard.OpenAsync(path);
        await page.ReadyAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Empty(fixture.Dashboard.Complaints);
    }

    private static string Name(string path) => path == "/" ? "overview" : path.Replace("/dashboard/", "", StringComparison.Ordinal).Replace('/', '-').Replace('?', '-');
}
