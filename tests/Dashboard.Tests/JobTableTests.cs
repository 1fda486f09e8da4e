using Clearsight.Dashboard.Tests.Hosting;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

/// <summary>Many jobs that are over, in a host that trains none.</summary>
public sealed class JobTableTests(JobTableTests.ManyJobs many) : IClassFixture<JobTableTests.ManyJobs>
{
    private readonly DashboardHost _dashboard = many.Dashboard;

    [Fact]
    public async Task Jobs_come_page_by_page_and_by_status()
    {
        var page = await _dashboard.OpenAsync("/dashboard/jobs");
        await Expect(page.GetByText("1 to 25 of 60")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await Expect(page.GetByText("51 to 60 of 60")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Older" })).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Newer" }).ClickAsync();
        await Expect(page.GetByText("26 to 50 of 60")).ToBeVisibleAsync();

        await page.GetByLabel("Status").SelectOptionAsync("failed");
        await Expect(page.GetByText("1 to 20 of 20")).ToBeVisibleAsync();
        await page.GetByLabel("Recipe").SelectOptionAsync("report");
        await Expect(page.GetByText("No job is like that.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Jobs_are_compared_in_one_chart()
    {
        var page = await _dashboard.OpenAsync("/dashboard/jobs");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Checkbox).Nth(0).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare 2 jobs" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Jobs over each other");
        await Expect(page.GetByAltText("validation/loss by epoch of 2 jobs")).ToBeVisibleAsync();
        Assert.True(await page.GetByAltText("validation/loss by epoch of 2 jobs").EvaluateAsync<bool>("image => image.complete && image.naturalWidth > 0"));
        await page.PictureAsync("jobs-compared");
        Assert.Empty(_dashboard.Complaints);
    }

    public sealed class ManyJobs(Chromium chromium) : DashboardFixture(chromium)
    {
        private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

        public override async ValueTask InitializeAsync()
        {
            Dashboard.Host["Host:Role"] = "Api";
            _ = Dashboard.Address;
            var store = Dashboard.Host.Get<IJobStore>();
            var recipe = RecipeCatalog.All[0];
            for (var number = 0; number < 60; number++)
            {
                var at = Start.AddMinutes(number);
                var job = new TrainingJob
                {
                    Id = TrainingJob.NewId(at),
                    Recipe = recipe.Id,
                    Task = recipe.Task,
                    Network = recipe.Network,
                    Dataset = "glyphs",
                    Hyperparameters = recipe.Defaults,
                    ModelName = recipe.ModelName,
                    CreatedAt = at,
                };
                await store.AddAsync(job, CancellationToken.None);
                await store.UpdateAsync(job.Id, added => added.Start("test", at), null, CancellationToken.None);
                await store.AppendMetricsAsync(job.Id, 1, [.. Points(number, at)], CancellationToken.None);
                var fails = number % 3 == 0;
                await store.UpdateAsync(job.Id, ran => End(ran, fails, at.AddMinutes(1)), null, CancellationToken.None);
            }
        }

        private static TrainingJob End(TrainingJob job, bool fails, DateTimeOffset at) =>
            fails ? job.Fail("The loss is not a number in epoch 9.", at) : job.RequestCancel(at).ConfirmCanceled(at);

        private static IEnumerable<Metric> Points(int number, DateTimeOffset at) => Enumerable.Range(1, 8)
            .Select(epoch => new Metric(MetricKeys.ValidationLoss, epoch, epoch * 100, (0.3 + (0.01 * number)) / epoch, at));
    }
}
