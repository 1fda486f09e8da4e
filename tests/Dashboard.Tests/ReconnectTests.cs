using Clearsight.Api.Tests;
using Clearsight.Dashboard.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

public sealed class ReconnectTests(Chromium chromium)
{
    [Fact]
    public async Task A_page_that_is_open_says_that_the_service_is_gone_and_goes_on_when_it_is_back()
    {
        await using var dashboard = new DashboardHost(chromium);
        var page = await dashboard.OpenAsync("/dashboard/jobs");
        await page.ReadyAsync();

        await dashboard.Host.StopAsync();
        await Expect(page.GetByText("The connection to the service is lost.")).ToBeVisibleAsync();
        await using var next = new TestHost
        {
            ["Host:Dashboard"] = "true",
            ["Models:Directory"] = DashboardHost.Models,
            ["Storage:Directory"] = Path.Combine(dashboard.Host.Folder, "storage"),
        };
        next.Listen(dashboard.Address.Port);

        await Expect(page.GetByText("The connection to the service is lost.")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New training" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("New training");
    }
}
