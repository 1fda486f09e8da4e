using System.Reflection;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Serving.Tests.Drawn;
using SkiaSharp;

namespace Clearsight.Api.Tests.Endpoints;

/// <summary>
/// Pictures of all kinds get the label that their thing has as 28 × 28 pixels of a data set, by the models that ship. What
/// each kind comes to in full is in docs/results.md.
/// </summary>
public sealed class PreparationTests
{
    private const string DataVariable = "Data__Directory";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> EverySurroundings => [.. Enum.GetNames<Surroundings>()];

    [Theory]
    [MemberData(nameof(EverySurroundings))]
    public async Task An_ankle_boot_is_one_wherever_it_is(string surroundings)
    {
        using var boot = SKBitmap.Decode(Path.Combine(Repository, "docs", "pictures", "ankle-boot.png"));
        var pixels = boot.Pixels.Select(pixel => pixel.Red).ToArray();
        await using var host = Host();
        for (var picture = 0; picture < 5; picture++)
        {
            var random = new RandomStream(1, $"boot/{picture}");
            Assert.Equal("Ankle boot", await LabelAsync(host, PictureFile.Of(pixels, Enum.Parse<Surroundings>(surroundings), random), "fashion-classifier"));
        }
    }

    [Theory]
    [InlineData("fashion-classifier", "fashion-mnist", 1000, 0.95)]
    [InlineData("mnist-classifier", "mnist", 300, 0.98)]
    public async Task Test_images_on_paper_have_the_label_of_their_pixels(string model, string dataset, int count, double share)
    {
        var directory = Environment.GetEnvironmentVariable(DataVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(directory), $"{DataVariable} does not say where the published files are.");
        await using var host = Host();
        host["Data:Directory"] = directory!;
        var images = await host.Get<IDatasetCatalog>().LoadAsync(dataset, DatasetPart.Test, progress: null, Token);
        var same = 0;
        await Parallel.ForAsync(0, count, Token, async (index, _) =>
        {
            var clean = await LabelAsync(host, PictureFile.Of(images.Image(index)), model);
            var picture = PictureFile.Of(images.Image(index), Surroundings.Paper, new RandomStream(1, $"{Surroundings.Paper}/{index}"));
            if (await LabelAsync(host, picture, model) == clean)
            {
                Interlocked.Increment(ref same);
            }
        });
        Assert.InRange((double)same / count, share, 1);
    }

    private static string Repository => typeof(PreparationTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryFolder").Value!;

    private static TestHost Host() => new() { ["Models:Directory"] = Path.Combine(Repository, "models") };

    private static async Task<string?> LabelAsync(TestHost host, byte[] picture, string model)
    {
        using var answer = await host.PostImageAsync($"/classify?model={model}", picture);
        return (await answer.JsonAsync()).GetProperty("predictions")[0].GetProperty("label").GetString();
    }
}
