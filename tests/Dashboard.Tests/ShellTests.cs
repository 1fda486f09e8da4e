using Clearsight.Dashboard.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

public sealed class ShellTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    [Theory]
    [InlineData(ColorScheme.Light, "rgb(244, 246, 248)")]
    [InlineData(ColorScheme.Dark, "rgb(15, 18, 21)")]
    public async Task Colours_are_those_of_the_system_until_somebody_chooses(ColorScheme scheme, string background)
    {
        var page = await fixture.Dashboard.OpenAsync("/", scheme);
        await page.ReadyAsync();

        await Expect(page.Locator("body")).ToHaveCSSAsync("background-color", background);
    }

    [Fact]
    public async Task Chosen_colours_are_remembered()
    {
        var page = await fixture.Dashboard.OpenAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Colours: those of the system" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Colours: light" }).ClickAsync();
        await Expect(page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(15, 18, 21)");

        await page.ReloadAsync();

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Colours: dark" })).ToBeVisibleAsync();
        await Expect(page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(15, 18, 21)");
    }

    [Fact]
    public async Task The_first_key_leads_past_the_navigation()
    {
        var page = await fixture.Dashboard.OpenAsync("/");
        await page.ReadyAsync();

        await page.Locator("a.skip").FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_navigation_leads_from_page_to_page_without_a_reload()
    {
        var page = await fixture.Dashboard.OpenAsync("/dashboard/nothing");
        await page.ReadyAsync();
        await page.EvaluateAsync("() => { window.isTheSame = true; }");

        await page.GetByRole(AriaRole.Link, new() { Name = "Overview", Exact = true }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Overview");
        await Expect(page).ToHaveTitleAsync("Overview · Clearsight");
        Assert.True(await page.EvaluateAsync<bool>("() => window.isTheSame === true"));
    }

    [Fact]
    public async Task On_a_phone_the_navigation_is_behind_a_button()
    {
        var page = await fixture.Dashboard.OpenAsync("/", size: DashboardHost.Phone);
        await page.ReadyAsync();
        var overview = page.GetByRole(AriaRole.Link, new() { Name = "Overview", Exact = true });
        // So it is called once the page knows how narrow it is, which is a moment after it is there.
        var open = page.GetByRole(AriaRole.Button, new() { Name = "Open the navigation" });
        await Expect(open).ToBeVisibleAsync();
        await Expect(overview).Not.ToBeInViewportAsync();

        await open.ClickAsync();

        await Expect(overview).ToBeInViewportAsync();
    }
}
