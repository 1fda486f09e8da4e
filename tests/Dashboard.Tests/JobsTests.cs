using Clearsight.Dashboard.Tests.Hosting;
using Clearsight.Domain.Jobs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

/// <summary>Trainings on glyphs, from the form to their end.</summary>
public sealed class JobsTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DashboardHost _dashboard = new(chromium);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public async Task A_training_is_submitted_watched_and_canceled()
    {
        var page = await _dashboard.OpenAsync("/dashboard/jobs/new");
        await page.ReadyAsync();
        await FillAsync(page, epochs: "500", trainLimit: "512");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the training" }).ClickAsync();

        await page.WaitForURLAsync(url => Id(url).Length == 32);
        var state = page.GetByRole(AriaRole.Region, new() { Name = "State" });
        await Expect(state).ToContainTextAsync("running");
        await Expect(state).ToContainTextAsync("of 500");
        await Expect(page.GetByAltText("How the loss changed")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Figures" })).ToContainTextAsync("validation/loss");
        await Expect(page.GetByRole(AriaRole.Log)).ToContainTextAsync("Epoch 2 of 500");
        await page.PictureAsync("job-running");

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel the job" }).ClickAsync();

        await Expect(state).ToContainTextAsync("canceled");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Retry" })).ToBeVisibleAsync();
        Assert.Equal(JobStatus.Canceled, (await _dashboard.Host.Get<IJobStore>().FindAsync(Id(page.Url), Token))!.Status);
        Assert.Empty(_dashboard.Complaints);
    }

    [Fact]
    public async Task What_is_wrong_with_a_training_is_said_beside_its_field_and_starts_nothing()
    {
        var page = await _dashboard.OpenAsync("/dashboard/jobs/new");
        await page.ReadyAsync();
        await FillAsync(page, epochs: "many", trainLimit: "0");
        await page.GetByLabel("Model name").FillAsync("Not a name!");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the training" }).ClickAsync();

        await Expect(page.Locator("#h-epochs-wrong")).ToHaveTextAsync("epochs must be a whole number from 1 to 1000.");
        await Expect(page.Locator("#name-wrong")).ToBeVisibleAsync();
        Assert.EndsWith("/dashboard/jobs/new", page.Url, StringComparison.Ordinal);
        Assert.Equal(0, await _dashboard.Host.Get<IJobStore>().CountAsync(new JobFilter(), Token));
    }

    private static async Task FillAsync(IPage page, string epochs, string trainLimit)
    {
        await page.GetByLabel("Data set").SelectOptionAsync("glyphs");
        await page.GetByLabel("epochs", new() { Exact = true }).FillAsync(epochs);
        await page.GetByLabel("validationCount", new() { Exact = true }).FillAsync("200");
        await page.GetByLabel("trainLimit", new() { Exact = true }).FillAsync(trainLimit);
    }

    private static string Id(string url) => new Uri(url).Segments[^1];
}
