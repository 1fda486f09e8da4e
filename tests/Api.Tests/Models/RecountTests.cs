using Clearsight.Api.Tests.Batches;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Api.Tests.InferenceProtocol;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Serving.Tests.Drawn;

namespace Clearsight.Api.Tests.Models;

/// <summary>
/// The accuracy that a model reports is the one that whoever sends it all test images counts. On another processor sums
/// are added up in another order, and an image between two classes may go to the other one: two images are allowed for that.
/// </summary>
public sealed class RecountTests : IAsyncDisposable
{
    private const string DataVariable = "Data__Directory";
    private const int Batch = 50;
    private const double TwoImages = 0.00021;

    private readonly TestHost _host = new TestHost { ["Limits:RequestsPerSecond"] = "0" }.WithShippedModels();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("fashion-classifier")]
    [InlineData("fashion-classifier-wide")]
    [InlineData("fashion-transfer")]
    [InlineData("mnist-classifier")]
    public async Task Over_the_inference_protocol_as_many_test_images_are_right_as_the_evaluation_says(string name)
    {
        var (model, images) = await LoadAsync(name);
        var right = 0;
        for (var start = 0; start < images.Count; start += Batch)
        {
            var logits = await LogitsAsync(name, [.. Enumerable.Range(start, Batch).Select(index => images.Image(index).ToArray())]);
            right += logits.Chunk(model.Classes.Count).Index().Count(row => Likeliest(row.Item) == images.Labels[start + row.Index]);
        }

        Assert.InRange((double)right / images.Count, model.Metrics[MetricKeys.TestAccuracy] - TwoImages, model.Metrics[MetricKeys.TestAccuracy] + TwoImages);
    }

    /// <summary>Pictures are classified in whole numbers where the model has such a form, so the accuracy is that form's.</summary>
    [Theory]
    [InlineData("fashion-classifier")]
    [InlineData("fashion-transfer")]
    [InlineData("mnist-classifier")]
    public async Task Picture_by_picture_as_many_test_images_are_right_as_the_manifest_says(string name)
    {
        var (model, images) = await LoadAsync(name);
        var right = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, images.Count), Token, async (index, token) =>
        {
            using var answer = await _host.PostImageAsync($"/classify?model={name}&top=1", PictureFile.Of(images.Image(index)));
            var likeliest = (await answer.JsonAsync()).GetProperty("predictions")[0].GetProperty("index").GetInt32();
            Interlocked.Add(ref right, likeliest == images.Labels[index] ? 1 : 0);
        });

        var told = model.Metrics[MetricKeys.TestAccuracyQuantized];
        Assert.InRange((double)right / images.Count, told - TwoImages, told + TwoImages);
    }

    private async Task<(ModelManifest Model, LabelledImages Images)> LoadAsync(string name)
    {
        var directory = Environment.GetEnvironmentVariable(DataVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(directory), $"{DataVariable} does not say where the published files are.");
        _host["Data:Directory"] = directory!;
        var version = await _host.Get<IModelRegistry>().FindAsync(new ModelReference(name, 1), Token);
        var images = await _host.Get<IDatasetCatalog>().LoadAsync(version!.Manifest.Dataset, DatasetPart.Test, progress: null, Token);
        return (version.Manifest, images);
    }

    private async Task<float[]> LogitsAsync(string name, IReadOnlyList<byte[]> images)
    {
        float[] pixels = [.. images.SelectMany(image => image.Select(level => level / 255f))];
        using var answer = await _host.InferAsync(
            name, RestClient.BinaryRequest([images.Count, 1, 28, 28], pixels.Length * sizeof(float)), RestClient.LittleEndian(pixels));
        return (await answer.AnswerAsync()).Json.Data("logits");
    }

    private static int Likeliest(float[] logits) => Array.IndexOf(logits, logits.Max());
}
