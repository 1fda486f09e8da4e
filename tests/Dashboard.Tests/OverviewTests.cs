using Clearsight.Dashboard.Tests.Hosting;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

public sealed class OverviewTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    private readonly DashboardHost _dashboard = fixture.Dashboard;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Says_what_serves_and_goes_back_to_what_served_before()
    {
        var page = await _dashboard.OpenAsync("/");
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Classifies pictures" });
        await Expect(card).ToContainTextAsync("fashion-classifier:1");
        await Expect(card).ToContainTextAsync("of the test images right");

        var wide = new ModelReference("fashion-classifier-wide", 1);
        await _dashboard.Host.Get<ISelectionStore>().SelectAsync(TaskKind.Classify, wide, "api", Token);
        await Expect(card).ToContainTextAsync("fashion-classifier-wide:1");

        await card.GetByRole(AriaRole.Button, new() { Name = "Roll back to fashion-classifier:1" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Roll back", Exact = true }).ClickAsync();

        await Expect(card.Locator(".model")).ToHaveTextAsync("fashion-classifier:1");
        await Expect(page.GetByText("fashion-classifier:1 serves classify again.")).ToBeVisibleAsync();
        Assert.Equal("fashion-classifier:1", (await _dashboard.Host.Get<ISelectionStore>().FindAsync(TaskKind.Classify, Token))!.Model.ToString());
        Assert.Empty(_dashboard.Complaints);
    }

    [Fact]
    public async Task Counts_the_requests_to_the_service_but_not_its_own()
    {
        var page = await _dashboard.OpenAsync("/");
        var requests = page.GetByRole(AriaRole.Region, new() { Name = "Requests to this host" });
        var row = requests.GetByRole(AriaRole.Row, new() { Name = "Everything else" });
        await Expect(row).ToContainTextAsync("0.0");
        await Expect(row).ToContainTextAsync("–");

        (await _dashboard.Host.Client.GetAsync("/recipes", Token)).EnsureSuccessStatusCode();

        await Expect(row).ToContainTextAsync("ms");
        await Expect(row).ToContainTextAsync("0.1");
    }
}
