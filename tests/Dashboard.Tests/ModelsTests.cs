using Clearsight.Dashboard.Tests.Hosting;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

public sealed class ModelsTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    private readonly DashboardHost _dashboard = fixture.Dashboard;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IModelRegistry Models => _dashboard.Host.Get<IModelRegistry>();

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

        var copy = await CopyAsync("to-delete", parent: null);
        page = await _dashboard.OpenAsync($"/dashboard/models/to-delete/{copy.Version}");
        await DeleteAsync(page);
        await Expect(page).ToHaveURLAsync("/dashboard/models");

        Assert.NotNull(await Models.FindAsync(new ModelReference("fashion-classifier", 1), Token));
        Assert.Null(await Models.FindAsync(copy.Reference, Token));
    }

    [Fact]
    public async Task Where_versions_come_from_is_drawn_and_the_older_ones_are_listed()
    {
        var transfer = new ModelReference("fashion-transfer", 1);
        var first = await CopyAsync("trained-on", transfer);
        var second = await CopyAsync("trained-on", first.Reference);

        var page = await _dashboard.OpenAsync("/dashboard/models");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "trained-on:2" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "trained-on:1" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "older versions of trained-on" }).ClickAsync();
        await page.PictureAsync("models-older");
        await page.GetByRole(AriaRole.Link, new() { Name = "trained-on:1" }).ClickAsync();

        var lineage = page.GetByRole(AriaRole.List, new() { Name = "Lineage" }).GetByRole(AriaRole.Listitem);
        await Expect(lineage).ToContainTextAsync(
        [
            "mnist-denoiser-gentle:1",
            "It took over the encoder of mnist-denoiser-gentle:1.",
            "It took over the weights of fashion-transfer:1.",
            "It took over the weights of trained-on:1.",
        ]);
        await Expect(lineage.Nth(2).Locator("[aria-current=true]")).ToHaveTextAsync("trained-on:1");
        await Expect(page.Locator(".lineage path")).ToHaveCountAsync(3);
        await page.PictureAsync("models-lineage");

        await lineage.Nth(3).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(second.Reference.ToString());
        Assert.Empty(_dashboard.Complaints);
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
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
    }

    /// <summary>Registers the weights of fashion-transfer:1 under another name.</summary>
    private async Task<ModelVersion> CopyAsync(string name, ModelReference? parent)
    {
        var transfer = (await Models.FindAsync(new ModelReference("fashion-transfer", 1), Token))!;
        var folder = Path.GetDirectoryName(await Models.PathOfAsync(transfer, ModelFiles.Weights, Token))!;
        return await Models.RegisterAsync(transfer.Manifest with { Name = name, Parent = parent, JobId = null }, folder, Token);
    }

    private async Task<string?> SelectedAsync() => (await _dashboard.Host.Get<ISelectionStore>().FindAsync(TaskKind.Classify, Token))?.Model.ToString();
}
