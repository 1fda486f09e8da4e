using Clearsight.Dashboard.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

[Collection(WithManyJobs.Name)]
public sealed class JobTableTests(ManyJobs many)
{
    private readonly DashboardHost _dashboard = many.Dashboard;

    [Fact]
    public async Task Ten_thousand_jobs_come_page_by_page_and_by_status_recipe_and_tag()
    {
        var page = await _dashboard.OpenAsync("/dashboard/jobs");
        await Expect(page.GetByText("1 to 25 of 10,0")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(26);

        await page.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await Expect(page.GetByText("26 to 50 of 10,0")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Newer" }).ClickAsync();
        await Expect(page.GetByText("1 to 25 of 10,0")).ToBeVisibleAsync();

        await page.GetByLabel("Status").SelectOptionAsync("canceled");
        await Expect(page.GetByText("1 to 25 of 6,666")).ToBeVisibleAsync();
        await page.GetByLabel("Recipe").SelectOptionAsync("fashion-classifier");
        await Expect(page.GetByText("1 to 25 of 33")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await Expect(page.GetByText("26 to 33 of 33")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Older" })).ToBeDisabledAsync();

        await page.GetByLabel("Tag").FillAsync("when:12:30");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("1 to 1 of 1")).ToBeVisibleAsync();
        await page.GetByLabel("Recipe").SelectOptionAsync("report");
        await Expect(page.GetByText("No job is like that.")).ToBeVisibleAsync();
        await page.GetByLabel("Tag").FillAsync("night");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("A tag is written key:value.");
        Assert.Empty(_dashboard.Complaints);
    }

    [Fact]
    public async Task Jobs_are_compared_in_one_chart()
    {
        var page = await _dashboard.OpenAsync("/dashboard/jobs");
        await page.GetByLabel("Recipe").SelectOptionAsync("fashion-classifier");
        await page.GetByLabel("Status").SelectOptionAsync("succeeded");
        await Expect(page.GetByText("1 to 2 of 2")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Checkbox).Nth(0).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare 2 jobs" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Jobs over each other");
        await Expect(page.GetByAltText("validation/loss by epoch of 2 jobs")).ToBeVisibleAsync();
        Assert.True(await page.GetByAltText("validation/loss by epoch of 2 jobs").EvaluateAsync<bool>("image => image.complete && image.naturalWidth > 0"));
        Assert.Empty(_dashboard.Complaints);
    }
}
