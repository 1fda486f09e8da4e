using System.Net;
using System.Text.Json;
using Clearsight.Api.Tests.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class RecipeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_recipe_is_listed_with_its_hyperparameters_and_their_ranges()
    {
        await using var host = new JobsHost();

        var items = (await host.GetAsync("/recipes")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(RecipeCatalog.All.Select(recipe => recipe.Id).Append("report"), items.Select(item => item.GetProperty("id").GetString()));
        foreach (var (recipe, item) in RecipeCatalog.All.Zip(items))
        {
            var hyperparameters = item.GetProperty("hyperparameters");
            Assert.Equal(recipe.Overridable.Order(), hyperparameters.EnumerateObject().Select(property => property.Name).Order());
            Assert.Equal(recipe.Defaults.Epochs, hyperparameters.GetProperty("epochs").GetProperty("default").GetInt32());
            Assert.Equal(1_000, hyperparameters.GetProperty("epochs").GetProperty("maximum").GetDouble());
            Assert.Equal(["adam", "adamW"], hyperparameters.GetProperty("optimizer").GetProperty("choices").EnumerateArray().Select(choice => choice.GetString()));
            Assert.False(hyperparameters.GetProperty("optimizer").TryGetProperty("minimum", out _));
        }
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task The_defaults_that_a_recipe_shows_are_taken_back_as_overrides(string id)
    {
        await using var host = new JobsHost();
        await host.RegisterAsync("digits");
        var recipe = await host.GetAsync($"/recipes/{id}");
        var defaults = recipe.GetProperty("hyperparameters").EnumerateObject()
            .ToDictionary(property => property.Name, property => property.Value.GetProperty("default"));

        var answer = await host.PostAsync(JsonSerializer.Serialize(new { recipe = id, hyperparameters = defaults }), query: "?dryRun=true");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            defaults.Select(pair => (pair.Key, pair.Value.GetRawText())),
            (await JobsHost.ReadAsync(answer)).GetProperty("hyperparameters").EnumerateObject().Select(property => (property.Name, property.Value.GetRawText())));
    }

    [Fact]
    public async Task The_report_is_listed_as_what_it_is_a_row_of_trainings_by_other_recipes()
    {
        await using var host = new JobsHost();

        var report = await host.GetAsync("/recipes/report");

        Assert.Equal(
            ["denoiser: mnist-denoiser-report", "classifier: fashion-classifier-report", "transfer: fashion-transfer-report"],
            report.GetProperty("parts").EnumerateArray().Select(part => $"{part.GetProperty("name").GetString()}: {part.GetProperty("recipe").GetString()}"));
        Assert.All(["task", "network", "dataset", "modelName", "expectedSeconds"], name => Assert.Equal(JsonValueKind.Null, report.GetProperty(name).ValueKind));
        var hyperparameters = report.GetProperty("hyperparameters");
        Assert.Equal(1, hyperparameters.GetProperty("seed").GetProperty("default").GetInt32());
        Assert.Equal(JsonValueKind.Null, hyperparameters.GetProperty("epochs").GetProperty("default").ValueKind);
        Assert.Equal(0.9, hyperparameters.GetProperty("dropout").GetProperty("maximum").GetDouble());
    }

    [Fact]
    public async Task The_duration_is_known_once_it_was_measured_here()
    {
        await using var host = new JobsHost();
        Assert.Equal(JsonValueKind.Null, (await host.GetAsync("/recipes/mnist-denoiser")).GetProperty("expectedSeconds").ValueKind);
        var id = await host.CreateAsync();
        await host.StartAsync(id);
        await host.Store.AppendMetricsAsync(id, 1, [new(MetricKeys.ImagesPerSecond, 1, 1, 1_000, DateTimeOffset.UnixEpoch)], Token);
        await host.UpdateAsync(id, job => job.Succeed(new ModelReference("digits", 1), false, DateTimeOffset.UnixEpoch));

        var recipe = RecipeCatalog.Find("mnist-denoiser")!.Defaults;
        var plan = await host.PostAsync(
            """{ "recipe": "mnist-denoiser", "hyperparameters": { "epochs": 3, "trainLimit": 500 } }""", query: "?dryRun=true");

        Assert.Equal(
            (60_000 - recipe.ValidationCount) * recipe.Epochs / 1_000.0,
            (await host.GetAsync("/recipes/mnist-denoiser")).GetProperty("expectedSeconds").GetDouble());
        Assert.Equal(1.5, (await JobsHost.ReadAsync(plan)).GetProperty("expectedSeconds").GetDouble());
        Assert.Equal(JsonValueKind.Null, (await host.GetAsync("/recipes/fashion-classifier")).GetProperty("expectedSeconds").ValueKind);
    }

    [Fact]
    public async Task Few_labels_make_a_training_short()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync("""{ "recipe": "fashion-classifier" }""");
        await host.StartAsync(id);
        await host.Store.AppendMetricsAsync(id, 1, [new(MetricKeys.ImagesPerSecond, 1, 1, 1_000, DateTimeOffset.UnixEpoch)], Token);
        await host.UpdateAsync(id, job => job.Succeed(new ModelReference("clothes", 1), false, DateTimeOffset.UnixEpoch));

        var plan = await host.PostAsync(
            """{ "recipe": "fashion-classifier", "hyperparameters": { "epochs": 3, "samplesPerClass": 50 } }""", query: "?dryRun=true");

        Assert.Equal(1.5, (await JobsHost.ReadAsync(plan)).GetProperty("expectedSeconds").GetDouble());
    }

    [Fact]
    public async Task An_unknown_recipe_is_not_found()
    {
        await using var host = new JobsHost();

        await JobsHost.ProblemAsync(await host.Client.GetAsync(new Uri("/recipes/nonsense", UriKind.Relative), Token), HttpStatusCode.NotFound);
    }

    public static TheoryData<string> Recipes() => [.. RecipeCatalog.All.Select(recipe => recipe.Id)];
}
