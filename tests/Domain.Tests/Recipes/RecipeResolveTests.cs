using System.Text.Json;
using Clearsight.Domain.Recipes;

namespace Clearsight.Domain.Tests.Recipes;

public sealed class RecipeResolveTests
{
    private static readonly Recipe Denoiser = RecipeCatalog.Find("mnist-denoiser")!;

    /// <summary>A recipe in which everything may be overridden.</summary>
    private static readonly Recipe Open = Denoiser with { Overridable = [.. HyperparameterTable.All.Select(range => range.Name)] };

    public static TheoryData<string> Integers => [.. HyperparameterTable.All.Where(range => range.Kind == HyperparameterKind.Integer).Select(range => range.Name)];

    public static TheoryData<string> Numbers => [.. HyperparameterTable.All.Where(range => range.Kind == HyperparameterKind.Number).Select(range => range.Name)];

    public static TheoryData<string> Choices => [.. HyperparameterTable.All.Where(range => range.Kind == HyperparameterKind.Choice).Select(range => range.Name)];

    public static TheoryData<string> Flags => [.. HyperparameterTable.All.Where(range => range.Kind == HyperparameterKind.Flag).Select(range => range.Name)];

    [Fact]
    public void Without_overrides_the_defaults_stand()
    {
        Assert.Equal(Denoiser.Defaults, Denoiser.Resolve(new Dictionary<string, JsonElement>()));
    }

    [Fact]
    public void Overrides_change_what_they_name_and_nothing_else()
    {
        var resolved = Resolve(Denoiser, """{"epochs": 3, "learningRate": 0.01, "seed": 9007199254740991, "optimizer": "adamW", "loss": "meanSquaredError"}""");
        Assert.Equal(
            Denoiser.Defaults with
            {
                Epochs = 3,
                LearningRate = 0.01,
                Seed = 9_007_199_254_740_991,
                Optimizer = Optimizer.AdamW,
                Loss = Loss.MeanSquaredError,
            },
            resolved);
    }

    [Theory]
    [InlineData("""{"noiseDensity": 0.5, "noiseDensityMax": 0.4}""", false)]
    [InlineData("""{"noiseDensity": 0.9}""", false)]
    [InlineData("""{"noiseDensity": 0.5, "noiseDensityMax": 0.5}""", true)]
    [InlineData("""{"noiseDensity": 0.5, "noiseDensityMax": 0}""", true)]
    public void The_highest_noise_density_is_none_or_not_below_the_lowest(string overrides, bool allowed)
    {
        var recipe = RecipeCatalog.Find("impulse-denoiser")!;
        if (allowed)
        {
            Assert.Equal(0.5, Resolve(recipe, overrides).NoiseDensity);
            return;
        }

        var problem = Assert.Throws<InvalidRequestException>(() => Resolve(recipe, overrides));
        Assert.Equal("/hyperparameters/noiseDensityMax", Assert.Single(problem.Violations).Pointer);
    }

    [Theory]
    [MemberData(nameof(Integers))]
    public void A_whole_number_is_taken_up_to_its_borders_and_no_farther(string name)
    {
        var range = HyperparameterTable.Find(name)!;
        var (minimum, maximum) = ((long)range.Minimum, (long)range.Maximum);
        Assert.Equal(minimum, range.Read(Resolve(Open, $$"""{"{{name}}": {{minimum}}}""")));
        Assert.Equal(maximum, range.Read(Resolve(Open, $$"""{"{{name}}": {{maximum}}}""")));
        foreach (var wrong in new[] { $"{minimum - 1}", $"{maximum + 1}", "1.5", "1e99", "99999999999999999999", "\"1\"", "true", "null", "[1]", "{}" })
        {
            AssertRefused(range, wrong);
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_is_taken_up_to_its_borders_and_no_farther(string name)
    {
        var range = HyperparameterTable.Find(name)!;
        Assert.Equal(range.Minimum, range.Read(Resolve(Open, $$"""{"{{name}}": {{range.Minimum:R}}}""")));
        Assert.Equal(range.Maximum, range.Read(Resolve(Open, $$"""{"{{name}}": {{range.Maximum:R}}}""")));
        string[] justOutside = [$"{Math.BitDecrement(range.Minimum):R}", $"{Math.BitIncrement(range.Maximum):R}"];
        foreach (var wrong in justOutside.Concat(["1e999", "-1e999", "\"NaN\"", "\"Infinity\"", "\"0.1\"", "true", "null", "[]"]))
        {
            AssertRefused(range, wrong);
        }
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void A_choice_is_taken_by_its_exact_name(string name)
    {
        var range = HyperparameterTable.Find(name)!;
        Assert.All(range.Choices, choice => Assert.Equal(choice, range.Read(Resolve(Open, $$"""{"{{name}}": "{{choice}}"}"""))));
        foreach (var wrong in new[] { $"\"{range.Choices[0].ToUpperInvariant()}\"", $"\"{range.Choices[0]} \"", "\"\"", "0", "\"0\"", "null", "false" })
        {
            AssertRefused(range, wrong);
        }
    }

    [Theory]
    [MemberData(nameof(Flags))]
    public void A_flag_is_true_or_false(string name)
    {
        var range = HyperparameterTable.Find(name)!;
        Assert.Equal(true, range.Read(Resolve(Open, $$"""{"{{name}}": true}""")));
        Assert.Equal(false, range.Read(Resolve(Open, $$"""{"{{name}}": false}""")));
        foreach (var wrong in new[] { "1", "0", "\"true\"", "null" })
        {
            AssertRefused(range, wrong);
        }
    }

    [Fact]
    public void A_teacher_is_a_model_version_by_name_and_number_or_none()
    {
        var range = HyperparameterTable.Find("teacher")!;
        Assert.Equal("fashion-classifier-wide:12", Resolve(Open, """{"teacher": "fashion-classifier-wide:12"}""").Teacher);
        Assert.Equal("clothes:7", Resolve(Open, """{"teacher": "clothes:007"}""").Teacher);
        Assert.Equal("", Resolve(Open, """{"teacher": ""}""").Teacher);
        foreach (var wrong in new[] { "\"clothes\"", "\"clothes:\"", "\"clothes:0\"", "\"clothes:-1\"", "\"clothes:1:2\"", "\":1\"", "\" \"", "\"../clothes:1\"", "\"clothes:1 \"", "1", "true", "null", "[]", "{}" })
        {
            AssertRefused(range, wrong);
        }

        Assert.Equal("teacher must be empty or a model version, written 'name:version'.", range.Rule);
    }

    [Fact]
    public void All_violations_are_told_at_once_with_a_pointer_each()
    {
        var exception = Assert.Throws<InvalidRequestException>(
            () => Resolve(Denoiser, """{"epochs": 0, "batchSize": 64, "learningRate": "fast", "flip": true, "a/b~c": 1}"""));
        Assert.Equal(
            ["/hyperparameters/epochs", "/hyperparameters/learningRate", "/hyperparameters/flip", "/hyperparameters/a~1b~0c"],
            exception.Violations.Select(violation => violation.Pointer));
        Assert.Equal("epochs must be a whole number from 1 to 1000.", exception.Violations[0].Detail);
        Assert.Equal("learningRate must be a number from 1E-06 to 1.", exception.Violations[1].Detail);
        Assert.StartsWith("Recipe 'mnist-denoiser' has no hyperparameter 'flip'; it has: epochs, batchSize,", exception.Violations[2].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_images_to_train_on_are_chosen_in_one_way_only()
    {
        var exception = Assert.Throws<InvalidRequestException>(
            () => Resolve(RecipeCatalog.Find("fashion-transfer")!, """{"samplesPerClass": 10, "trainLimit": 100}"""));

        Assert.Equal("/hyperparameters/samplesPerClass", Assert.Single(exception.Violations).Pointer);
        Assert.Contains("leave one of them at 0", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fashion-transfer", "pretrained", true)]
    [InlineData("fashion-transfer", "frozen", true)]
    [InlineData("fashion-transfer", "scratch", false)]
    [InlineData("fashion-transfer-report", "scratch", false)]
    public void A_training_from_scratch_takes_over_no_model(string id, string encoder, bool takesOver)
    {
        var recipe = RecipeCatalog.Find(id)!;

        Assert.Equal(takesOver, recipe.TakesOver(Resolve(recipe, $$"""{"encoder": "{{encoder}}"}""")));
    }

    [Fact]
    public void Only_classifiers_choose_samples_augment_and_have_teachers_and_only_transfers_have_an_encoder()
    {
        Assert.All(RecipeCatalog.All, recipe =>
        {
            Assert.Equal(recipe.Task == TaskKind.Classify, recipe.Overridable.Contains("samplesPerClass"));
            Assert.All(["flip", "shift", "erase", "teacher"], name => Assert.Equal(recipe.Task == TaskKind.Classify, recipe.Overridable.Contains(name)));
            Assert.Equal(recipe.NeedsBaseModel, recipe.Overridable.Contains("encoder"));
        });
    }

    [Fact]
    public void Names_are_taken_to_the_letter()
    {
        Assert.Throws<InvalidRequestException>(() => Resolve(Denoiser, """{"Epochs": 1}"""));
    }

    [Fact]
    public void A_denoiser_is_not_trained_with_the_loss_of_a_classifier()
    {
        var exception = Assert.Throws<InvalidRequestException>(() => Resolve(Denoiser, """{"loss": "crossEntropy"}"""));
        Assert.Equal("loss must be one of: meanSquaredError, psnr, binaryCrossEntropy.", exception.Message);
    }

    [Fact]
    public void A_network_without_logits_is_not_trained_with_cross_entropy()
    {
        var recipe = RecipeCatalog.Find("impulse-denoiser")!;

        var exception = Assert.Throws<InvalidRequestException>(() => Resolve(recipe, """{"loss": "binaryCrossEntropy"}"""));
        Assert.Equal("loss must be one of: meanSquaredError, psnr.", exception.Message);
        Assert.Equal(Loss.Psnr, Resolve(recipe, """{"loss": "psnr"}""").Loss);
        Assert.Equal(["meanSquaredError", "psnr"], recipe.Ranges.Single(range => range.Name == "loss").Choices);
    }

    private static void AssertRefused(HyperparameterRange range, string json)
    {
        var exception = Assert.Throws<InvalidRequestException>(() => Resolve(Open, $$"""{"{{range.Name}}": {{json}}}"""));
        Assert.Equal(new Violation($"/hyperparameters/{range.Name}", range.Rule), Assert.Single(exception.Violations));
    }

    private static Hyperparameters Resolve(Recipe recipe, string json) =>
        recipe.Resolve(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!);
}
