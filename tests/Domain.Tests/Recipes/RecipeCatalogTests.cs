using System.Text.Json;
using Clearsight.Domain.Recipes;

namespace Clearsight.Domain.Tests.Recipes;

public sealed class RecipeCatalogTests
{
    /// <summary>Clients send these: a recipe may be added, none may go away or change its name.</summary>
    private static readonly string[] StableIds =
    [
        "mnist-denoiser", "impulse-denoiser", "fashion-classifier", "fashion-classifier-wide", "fashion-transfer",
        "mnist-denoiser-report", "fashion-classifier-report", "fashion-transfer-report",
    ];

    public static TheoryData<string> Ids => [.. RecipeCatalog.All.Select(recipe => recipe.Id)];

    [Fact]
    public void Ids_are_stable_and_distinct()
    {
        Assert.Equal(RecipeCatalog.All.Count, RecipeCatalog.All.Select(recipe => recipe.Id).Distinct().Count());
        Assert.All(StableIds, id => Assert.Equal(id, RecipeCatalog.Find(id)?.Id));
        Assert.Null(RecipeCatalog.Find("mnist"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_defaults_lie_inside_the_ranges_as_the_request_would_give_them(string id)
    {
        var recipe = RecipeCatalog.Find(id)!;
        var asRequested = recipe.Ranges.ToDictionary(range => range.Name, range => JsonSerializer.SerializeToElement(range.Read(recipe.Defaults)));
        Assert.Equal(recipe.Defaults, recipe.Resolve(asRequested));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_recipe_names_what_it_is_made_of(string id)
    {
        var recipe = RecipeCatalog.Find(id)!;
        Assert.True(Naming.IsValid(recipe.Id));
        Assert.True(Naming.IsValid(recipe.ModelName));
        Assert.Contains(
            recipe.Network,
            new[]
            {
                NetworkIds.DenoisingAutoencoder, NetworkIds.BalancedImpulseUnet, NetworkIds.FashionCnn,
                NetworkIds.EncoderClassifier, NetworkIds.MirroredEncoderClassifier, NetworkIds.ResidualClassifier,
            });
        Assert.Contains(recipe.Dataset, new[] { "mnist", "fashion-mnist", "glyphs", "mostly-digits" });
        Assert.All(recipe.Overridable, name => Assert.NotNull(HyperparameterTable.Find(name)));
        Assert.Equal(recipe.Overridable.Count, recipe.Overridable.Distinct().Count());
        Assert.Equal(NetworkIds.TakesEncoder(recipe.Network), recipe.NeedsBaseModel);
        Assert.Equal(recipe.Task == TaskKind.Classify, recipe.Defaults.Loss == Loss.CrossEntropy);
        Assert.False(string.IsNullOrWhiteSpace(recipe.Title) || string.IsNullOrWhiteSpace(recipe.Description));
    }

    /// <summary>What the report states. Learning rate, noise density, dropout and the denoiser's loss it leaves open.</summary>
    [Theory]
    [InlineData("mnist-denoiser-report", TaskKind.Denoise, NetworkIds.DenoisingAutoencoder, "mnist", 200, 2_048, 12_000)]
    [InlineData("fashion-classifier-report", TaskKind.Classify, NetworkIds.FashionCnn, "fashion-mnist", 20, 256, 6_000)]
    [InlineData("fashion-transfer-report", TaskKind.Classify, NetworkIds.EncoderClassifier, "fashion-mnist", 20, 256, 6_000)]
    public void The_reports_recipes_keep_to_the_letter(
        string id, TaskKind task, string network, string dataset, int epochs, int batchSize, int validationCount)
    {
        var recipe = RecipeCatalog.Find(id)!;
        Assert.Equal((task, network, dataset), (recipe.Task, recipe.Network, recipe.Dataset));
        Assert.Equal(
            new Hyperparameters
            {
                Epochs = epochs,
                BatchSize = batchSize,
                ValidationCount = validationCount,
                Optimizer = Optimizer.Adam,
                Schedule = Schedule.Constant,
                WeightDecay = 0,
                LabelSmoothing = 0,
                Flip = false,
                Shift = 0,
                Erase = 0,
                TrainLimit = 0,
            },
            recipe.Defaults with { LearningRate = 0.001, NoiseDensity = 0.25, Dropout = 0, Loss = Loss.CrossEntropy, Patience = 0 });
    }

    [Fact]
    public void The_report_stops_early_where_it_says_so()
    {
        Assert.Equal(0, RecipeCatalog.Find("fashion-classifier-report")!.Defaults.Patience);
        Assert.Equal(10, RecipeCatalog.Find("fashion-transfer-report")!.Defaults.Patience);
        Assert.True(RecipeCatalog.Find("mnist-denoiser-report")!.Defaults.Patience > 0);
    }
}
