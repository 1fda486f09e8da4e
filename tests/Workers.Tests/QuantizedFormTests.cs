using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;

namespace Clearsight.Workers.Tests;

public sealed class QuantizedFormTests : WorkersTest
{
    [Fact]
    public async Task A_trained_classifier_serves_pictures_in_whole_numbers_as_well_as_it_says()
    {
        await using var host = await StartAsync();
        var version = await TrainAsync(host);
        using var use = host.Get<SelectedModels>().Enter(TaskKind.Classify);
        var test = await new SmallPictures().LoadAsync(SmallPictures.Name, DatasetPart.Test, null, Token);

        Assert.True(use.Model.IsQuantized);
        Assert.NotEmpty(version.Manifest.SignalRanges);
        Assert.Equal(Accuracy(use.Model, test), version.Manifest.Metrics[MetricKeys.TestAccuracyQuantized]);
        Assert.InRange(version.Manifest.Metrics[MetricKeys.TestAccuracyQuantized], version.Manifest.Metrics[MetricKeys.TestAccuracy] - 0.002, 1);
        Assert.Contains(MetricKeys.TestAccuracyQuantized, await File.ReadAllTextAsync(await host.Models.PathOfAsync(version, ModelFiles.Card, Token), Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.001, true)]
    [InlineData(0.003, false)]
    public async Task The_form_is_kept_where_it_loses_a_fifth_of_a_point_at_most(double lost, bool kept)
    {
        await using var host = await StartAsync();
        var version = await TrainAsync(host);
        var folder = Directory.CreateTempSubdirectory("clearsight-judged-").FullName;
        try
        {
            foreach (var file in (string[])[ModelFiles.Onnx, ModelFiles.QuantizedOnnx])
            {
                File.Copy(await host.Models.PathOfAsync(version, file, Token), Path.Combine(folder, file));
            }

            var quantized = version.Manifest.Metrics[MetricKeys.TestAccuracyQuantized];
            var metrics = new Dictionary<string, double> { [MetricKeys.TestAccuracy] = quantized + lost };
            var test = await new SmallPictures().LoadAsync(SmallPictures.Name, DatasetPart.Test, null, Token);
            var (manifest, verdict) = QuantizedForm.Judge(version.Manifest with { Metrics = metrics }, folder, test);

            Assert.Equal(kept, File.Exists(Path.Combine(folder, ModelFiles.QuantizedOnnx)));
            Assert.Equal(kept ? version.Manifest.SignalRanges : [], manifest.SignalRanges);
            Assert.Equal(kept, manifest.Metrics.TryGetValue(MetricKeys.TestAccuracyQuantized, out var told) && told.Equals(quantized));
            Assert.Contains(kept ? "which pictures are classified in" : "too much is lost", verdict, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<ModelVersion> TrainAsync(WorkersHost host)
    {
        var job = await host.RunAsync(TestJobs.Classifier(epochs: 2) with { Select = SelectionRule.Always });
        return (await host.Models.FindAsync(job.Model!, Token))!;
    }

    private static double Accuracy(ServedModel model, LabelledImages test)
    {
        var correct = Enumerable.Range(0, test.Count).Count(image =>
        {
            var logits = new float[10];
            model.Classify(Array.ConvertAll(test.Image(image).ToArray(), pixel => pixel / 255f), new float[10], logits, ofPictures: true);
            return Array.IndexOf(logits, logits.Max()) == test.Labels[image];
        });
        return (double)correct / test.Count;
    }
}
