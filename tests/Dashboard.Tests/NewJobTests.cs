using System.Globalization;
using Clearsight.Dashboard.Tests.Hosting;
using Clearsight.Domain.Jobs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

/// <summary>The form, on a host that takes jobs in and runs none.</summary>
[Collection(WithManyJobs.Name)]
public sealed class NewJobTests(ManyJobs many)
{
    private readonly DashboardHost _dashboard = many.Dashboard;

    private IJobStore Jobs => _dashboard.Host.Get<IJobStore>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_wrong_with_a_training_is_said_beside_its_field_and_starts_nothing()
    {
        var before = await Jobs.CountAsync(new JobFilter(), Token);
        var page = await _dashboard.OpenAsync("/dashboard/jobs/new");
        await page.GetByLabel("epochs", new() { Exact = true }).FillAsync("many");
        await page.GetByLabel("Model name").FillAsync("Not a name!");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the training" }).ClickAsync();

        await Expect(page.Locator("#h-epochs-wrong")).ToHaveTextAsync("epochs must be a whole number from 1 to 1000.");
        await Expect(page.Locator("#name-wrong")).ToBeVisibleAsync();
        Assert.EndsWith("/dashboard/jobs/new", page.Url, StringComparison.Ordinal);
        Assert.Equal(before, await Jobs.CountAsync(new JobFilter(), Token));
    }

    [Fact]
    public async Task A_training_starts_from_a_version_that_fits()
    {
        var page = await _dashboard.OpenAsync("/dashboard/models/mnist-denoiser/1");
        await page.GetByRole(AriaRole.Link, new() { Name = "Train it further" }).ClickAsync();
        await Expect(page.GetByLabel("Start from model version")).ToHaveValueAsync("mnist-denoiser:1");

        await page.GetByLabel("Recipe").SelectOptionAsync("fashion-classifier");
        await Expect(page.GetByLabel("Start from model version").Locator("option")).ToHaveTextAsync(["none: random weights", "fashion-classifier:1", "mnist-classifier:1"]);
        await page.GetByLabel("Recipe").SelectOptionAsync("fashion-transfer");
        await page.GetByLabel("Data set").SelectOptionAsync("glyphs");
        await page.GetByLabel("Start from model version").SelectOptionAsync("mnist-denoiser:1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the training" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "State" })).ToContainTextAsync("It starts from mnist-denoiser:1.");
        Assert.Empty(_dashboard.Complaints);
    }

    [Fact]
    public async Task Why_a_teacher_cannot_teach_is_said_beside_its_field()
    {
        var page = await _dashboard.OpenAsync("/dashboard/jobs/new?recipe=fashion-classifier&dataset=glyphs");
        var field = page.GetByLabel("teacher", new() { Exact = true });
        var wrong = page.Locator("#h-teacher-wrong");
        foreach (var (teacher, reason) in new[] { ("nobody:1", "There is no model version 'nobody:1'"), ("mnist-denoiser:1", "tells no classes apart"), ("fashion-classifier:1", "the classes of 'glyphs'") })
        {
            await field.FillAsync(teacher);
            await field.BlurAsync();
            await Expect(wrong).ToContainTextAsync(reason);
        }

        await page.GetByLabel("Data set").SelectOptionAsync("fashion-mnist");

        await Expect(wrong).ToHaveCountAsync(0);
        Assert.Empty(_dashboard.Complaints);
    }

    [Fact]
    public async Task A_training_waits_for_the_time_that_was_chosen()
    {
        var page = await _dashboard.OpenAsync("/dashboard/jobs/new?recipe=mnist-denoiser&dataset=glyphs");
        var field = page.GetByLabel("Not before (UTC)");
        await field.FillAsync("2999-01-01T00:00");
        await Expect(page.Locator("#not-before-wrong")).ToContainTextAsync("within a year from now");

        var tomorrow = TimeProvider.System.GetUtcNow().Date.AddDays(1).AddHours(2);
        await field.FillAsync(tomorrow.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
        await Expect(page.Locator("#not-before-wrong")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the training" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "State" })).ToBeVisibleAsync();
        var job = await Jobs.FindAsync(new Uri(page.Url).Segments[^1], Token);
        Assert.Equal(new DateTimeOffset(tomorrow, TimeSpan.Zero), job!.NotBefore);
        Assert.Empty(_dashboard.Complaints);
    }

    [Fact]
    public async Task A_whole_report_is_asked_for_with_its_parts()
    {
        var page = await _dashboard.OpenAsync("/dashboard/jobs/new?recipe=report");
        await page.GetByRole(AriaRole.Group, new() { Name = "A classifier that takes over nothing" }).GetByLabel("Recipe").SelectOptionAsync("fashion-classifier");
        var name = page.GetByRole(AriaRole.Group, new() { Name = "A denoising autoencoder" }).GetByLabel("Model name");
        await name.FillAsync("Not a name!");
        await page.GetByLabel("epochs", new() { Exact = true }).FillAsync("2");
        await Expect(page.Locator("#part-denoiser-wrong")).ToContainTextAsync("modelName must have");
        await name.FillAsync("cleaner");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the report" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("The whole report on glyphs");
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Its parts" }).GetByRole(AriaRole.Link))
            .ToHaveTextAsync(["mnist-denoiser-report", "fashion-classifier", "fashion-transfer-report"]);
        var parts = (await Jobs.ReportAsync(new Uri(page.Url).Segments[^1], Token)).Parts;
        Assert.Equal([2, 2, 2], parts.Select(part => part.Hyperparameters.Epochs));
        Assert.Equal([2_048, 128, 256], parts.Select(part => part.Hyperparameters.BatchSize));
        Assert.Equal("cleaner", parts[0].ModelName);

        await page.GetByRole(AriaRole.Link, new() { Name = "fashion-classifier", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("fashion-classifier on glyphs");
        await Expect(page.GetByText("A part of a report.")).ToBeVisibleAsync();
        Assert.Empty(_dashboard.Complaints);
    }
}
