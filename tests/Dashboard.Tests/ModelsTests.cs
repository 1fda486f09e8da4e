using Clearsight.Dashboard.Tests.Hosting;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

public sealed class ModelsTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DashboardHost _dashboard = new(chromium);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public async Task A_model_is_selected_if_it_is_not_worse_and_rolled_back()
    {
        var page = await _dashboard.OpenAsync("/dashboard/models");
        await page.GetByRole(AriaRole.Link, new() { Name = "fashion-transfer:1" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Select fashion-transfer:1" }).ClickAsync();
        await Expect(page.GetByText("accuracy").And(page.Locator(".mud-alert-message"))).ToBeVisibleAsync();
        Assert.Equal("fashion-classifier:1", await SelectedAsync());

        await page.GetByRole(AriaRole.Link, new() { Name = "Models" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "fashion-classifier-wide:1" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Select fashion-classifier-wide:1" }).ClickAsync();
        await Expect(page.GetByText("serves classify").First).ToBeVisibleAsync();
        await Expect(page.GetByText("It does, since")).ToBeVisibleAsync();
        Assert.Equal("fashion-classifier-wide:1", await SelectedAsync());

        await page.GetByRole(AriaRole.Link, new() { Name = "Overview", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back to fashion-classifier:1" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Roll back", Exact = true }).ClickAsync();
        await Expect(page.GetByText("fashion-classifier:1 serves classify again.")).ToBeVisibleAsync();
        Assert.Equal("fashion-classifier:1", await SelectedAsync());
    }

    [Fact]
    public async Task A_version_that_serves_is_not_deleted_and_another_one_is()
    {
        var page = await _dashboard.OpenAsync("/dashboard/models/fashion-classifier/1");
        await DeleteAsync(page);
        await Expect(page.Locator(".mud-snackbar")).ToContainTextAsync("selected");

        page = await _dashboard.OpenAsync("/dashboard/models/fashion-transfer/1");
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Lineage" })).ToContainTextAsync("mnist-denoiser:1");
        await DeleteAsync(page);
        await page.WaitForURLAsync("**/dashboard/models");

        Assert.NotNull(await FindAsync("fashion-classifier"));
        Assert.Null(await FindAsync("fashion-transfer"));
    }

    [Fact]
    public async Task Models_are_compared_with_a_conclusion()
    {
        var page = await _dashboard.OpenAsync("/dashboard/models");
        await page.GetByLabel("Compare fashion-classifier:1").CheckAsync();
        await page.GetByLabel("Compare fashion-transfer:1").CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare 2 models" }).ClickAsync();

        await Expect(page.Locator("main")).ToContainTextAsync("McNemar's exact test");
        await page.PictureAsync("models-compared");

        await page.GotoAsync("/dashboard/models/compare?models=fashion-classifier:1,impulse-denoiser:1");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Expect(page.Locator(".mud-alert-message")).ToBeVisibleAsync();
    }

    private static async Task DeleteAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
    }

    private Task<ModelVersion?> FindAsync(string name) => _dashboard.Host.Get<IModelRegistry>().FindAsync(new ModelReference(name, 1), Token);

    private async Task<string?> SelectedAsync() => (await _dashboard.Host.Get<ISelectionStore>().FindAsync(TaskKind.Classify, Token))?.Model.ToString();
}
