using Clearsight.Dashboard.Tests.Hosting;
using Clearsight.Domain.Jobs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

/// <summary>Trainings on glyphs, from the form to their end; each test leaves the host without one.</summary>
public sealed class JobsTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    private readonly DashboardHost _dashboard = fixture.Dashboard;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_training_is_submitted_watched_paused_resumed_canceled_and_retried()
    {
        var page = await _dashboard.OpenAsync("/dashboard/jobs/new");
        await page.ReadyAsync();
        await FillAsync(page, epochs: "500", trainLimit: "512");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the training" }).ClickAsync();

        var state = page.GetByRole(AriaRole.Region, new() { Name = "State" });
        await Expect(state).ToContainTextAsync("running");
        await Expect(state).ToContainTextAsync("of 500");
        await Expect(page.GetByAltText("How the loss changed")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Figures" })).ToContainTextAsync("validation/loss");
        await Expect(page.GetByRole(AriaRole.Log)).ToContainTextAsync("Epoch 2 of 500");
        await page.PictureAsync("job-running");

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(state.GetByRole(AriaRole.Status)).ToHaveTextAsync("paused");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(state.GetByRole(AriaRole.Status)).ToHaveTextAsync("running");
        await CancelAsync(page, state);
        Assert.Equal(JobStatus.Canceled, (await _dashboard.Host.Get<IJobStore>().FindAsync(Id(page.Url), Token))!.Status);

        var id = Id(page.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect(state.GetByRole(AriaRole.Status)).ToHaveTextAsync("running");
        await Expect(page.GetByRole(AriaRole.Log)).ToContainTextAsync("Going on from checkpoint");
        await CancelAsync(page, state);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Jobs");
        Assert.Null(await _dashboard.Host.Get<IJobStore>().FindAsync(id, Token));
        Assert.Empty(_dashboard.Complaints);
    }

    /// <summary>A wide network takes its time for the only epoch.</summary>
    [Fact]
    public async Task A_curve_grows_within_an_epoch()
    {
        var page = await _dashboard.OpenAsync("/dashboard/jobs/new?recipe=fashion-classifier-wide");
        await page.ReadyAsync();
        await FillAsync(page, epochs: "1", trainLimit: "4000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the training" }).ClickAsync();

        var curve = page.GetByAltText("How the accuracy changed in the first epoch so far");
        await curve.WaitForAsync();
        var before = await curve.GetAttributeAsync("src");
        await Expect(curve).Not.ToHaveAttributeAsync("src", before!);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Figures" })).ToContainTextAsync("in the epoch so far");
        await page.PictureAsync("job-first-epoch");
        await CancelAsync(page, page.GetByRole(AriaRole.Region, new() { Name = "State" }));
        Assert.Empty(_dashboard.Complaints);
    }

    private static async Task CancelAsync(IPage page, ILocator state)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel the job" }).ClickAsync();
        await Expect(state.GetByRole(AriaRole.Status)).ToHaveTextAsync("canceled");
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
