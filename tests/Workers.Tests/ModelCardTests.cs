using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Workers.Tests;

public sealed class ModelCardTests
{
    private static readonly DatasetCard Data = new("mnist", "MNIST", "Mirrors of the original.", ["0", "1"], 28, 28, 60_000, 10_000, "sha256:abc");

    private static readonly ModelEvaluation Denoising = new(
        null, new DenoiserEvaluation(100, 1_000, [new(0.25, Of(22.3), Of(8), Of(17), Of(14), Of(19))]));

    private static readonly ModelManifest Manifest = new()
    {
        Name = "mnist-denoiser",
        Task = TaskKind.Denoise,
        Network = NetworkIds.DenoisingAutoencoder,
        Recipe = "mnist-denoiser",
        Dataset = "mnist",
        DatasetDigest = "sha256:abc",
        Hyperparameters = RecipeCatalog.Find("mnist-denoiser")!.Defaults,
        Epoch = 7,
        Metrics = new Dictionary<string, double> { [MetricKeys.TestPsnr] = 19.53, [MetricKeys.TestMse] = 0.01114 },
        InputShape = [-1, 1, -1, -1],
        OutputShape = [-1, 1, -1, -1],
        Classes = [],
        ParameterCount = 49_761,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public void A_denoisers_card_says_what_it_is_for_what_it_was_made_of_and_where_it_ends()
    {
        var card = ModelCard.Write(Manifest, Data, Denoising, RecipeCatalog.Find("mnist-denoiser")!.Ranges);

        Assert.StartsWith("# mnist-denoiser\n\nRemoves salt-and-pepper noise", card, StringComparison.Ordinal);
        Assert.Contains("49,761 parameters", card, StringComparison.Ordinal);
        Assert.Contains("digest `sha256:abc`", card, StringComparison.Ordinal);
        Assert.Contains("12,000 of its 60,000 training images", card, StringComparison.Ordinal);
        Assert.Contains("| `test/mse` | 0.0111 |\n| `test/psnr` | 19.5300 |", card, StringComparison.Ordinal);
        Assert.Contains("| `loss` | binaryCrossEntropy |", card, StringComparison.Ordinal);
        Assert.Contains("noise density of 0.25", card, StringComparison.Ordinal);
        Assert.Contains("## Intended use\n\nCleaning small grey pictures", card, StringComparison.Ordinal);
        Assert.Contains("test images had no part in it", card, StringComparison.Ordinal);
        Assert.Contains("on 100 of 1,000 test images", card, StringComparison.Ordinal);
        Assert.Contains("| 25 % | 8.0 | 19.0 | 22.3 |\n", card, StringComparison.Ordinal);
        Assert.DoesNotContain("labelSmoothing", card, StringComparison.Ordinal);
    }

    [Fact]
    public void The_card_of_a_denoiser_of_impulses_says_which_densities_it_knows_and_what_it_cannot_see()
    {
        var recipe = RecipeCatalog.Find("impulse-denoiser")!;
        var manifest = Manifest with { Recipe = recipe.Id, Network = recipe.Network, Hyperparameters = recipe.Defaults };
        var card = ModelCard.Write(manifest, Data, Denoising, recipe.Ranges);

        Assert.Contains("noise densities from 0 to 0.7", card, StringComparison.Ordinal);
        Assert.Contains("pure black and pure white pixels only", card, StringComparison.Ordinal);
        Assert.Contains("as many pixels black as white", card, StringComparison.Ordinal);
    }

    [Fact]
    public void A_classifiers_card_names_its_classes_and_its_parent()
    {
        var manifest = Manifest with
        {
            Task = TaskKind.Classify,
            Network = NetworkIds.EncoderClassifier,
            Classes = ["Sandal", "Bag"],
            Parent = new ModelReference("mnist-denoiser", 3),
        };
        var card = ModelCard.Write(manifest, Data, Denoising, RecipeCatalog.Find("fashion-transfer")!.Ranges);

        Assert.Contains("which of 2 classes", card, StringComparison.Ordinal);
        Assert.Contains("Sandal, Bag", card, StringComparison.Ordinal);
        Assert.Contains("started from the weights of `mnist-denoiser:3`.", card, StringComparison.Ordinal);
        Assert.Contains("the others were trained on", card, StringComparison.Ordinal);
        Assert.Contains("its probabilities are not calibrated", card, StringComparison.OrdinalIgnoreCase);
        var calibrated = ModelCard.Write(manifest with { Temperature = 1.2342 }, Data, Denoising, RecipeCatalog.Find("fashion-transfer")!.Ranges);
        Assert.Contains("divided by a temperature of 1.234, fitted on the validation images", calibrated, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_says_of_a_frozen_encoder_and_of_few_labels_that_they_were_so()
    {
        var manifest = Manifest with
        {
            Parent = new ModelReference("mnist-denoiser", 3),
            Hyperparameters = new Hyperparameters { Encoder = EncoderUse.Frozen, SamplesPerClass = 10 },
        };
        var card = ModelCard.Write(manifest, Data, Denoising, RecipeCatalog.Find("fashion-transfer")!.Ranges);

        Assert.Contains("started from the weights of `mnist-denoiser:3`; those of the encoder were kept as they were", card, StringComparison.Ordinal);
        Assert.Contains("10 of each class were trained on", card, StringComparison.Ordinal);
    }

    private static RestorationFigures Of(double psnr) => new(Math.Pow(10, -psnr / 10), psnr, null, new PixelFigures(null, null), new PixelFigures(null, null));
}
