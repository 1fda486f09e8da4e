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
        var onValidation = Accuracy(use.Model, await ValidationAsync(version));
        var log = await host.Store.LogAsync(version.Manifest.JobId!, 0, 1_000, Token);

        Assert.True(use.Model.IsQuantized);
        Assert.NotEmpty(version.Manifest.SignalRanges);
        Assert.Equal(Accuracy(use.Model, test), version.Manifest.Metrics[MetricKeys.TestAccuracyQuantized]);
        Assert.InRange(onValidation, version.Manifest.Metrics[MetricKeys.ValidationAccuracy] - 0.002, 1);
        Assert.Contains(log, line => line.Message.Contains($"the accuracy is {onValidation:0.0000} on the validation images", StringComparison.Ordinal));
        Assert.Contains(MetricKeys.TestAccuracyQuantized, await File.ReadAllTextAsync(await host.Models.PathOfAsync(version, ModelFiles.Card, Token), Token), StringComparison.Ordinal);
    }

    /// <summary>The test images would have it the other way round, and are not asked.</summary>
    [Theory]
    [InlineData(0.001, 0.1, true)]
    [InlineData(0.003, 0, false)]
    public async Task The_form_is_kept_where_it_loses_a_fifth_of_a_point_of_the_validation_images_at_most(double lost, double lostOnTest, bool kept)
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

            using var use = host.Get<SelectedModels>().Enter(TaskKind.Classify);
            var validation = await ValidationAsync(version);
            var quantized = version.Manifest.Metrics[MetricKeys.TestAccuracyQuantized];
            var metrics = new Dictionary<string, double>
            {
                [MetricKeys.ValidationAccuracy] = Accuracy(use.Model, validation) + lost,
                [MetricKeys.TestAccuracy] = quantized + lostOnTest,
            };
            var test = await new SmallPictures().LoadAsync(SmallPictures.Name, DatasetPart.Test, null, Token);
            var (manifest, verdict) = QuantizedForm.Judge(version.Manifest with { Metrics = metrics }, folder, validation, test, Token);

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

    [Fact]
    public async Task A_job_that_is_stopped_is_not_judged_to_the_end()
    {
        await using var host = await StartAsync();
        var version = await TrainAsync(host);
        var folder = Path.GetDirectoryName(await host.Models.PathOfAsync(version, ModelFiles.QuantizedOnnx, Token))!;
        var validation = await ValidationAsync(version);

        Assert.Throws<OperationCanceledException>(
            () => QuantizedForm.Judge(version.Manifest, folder, validation, validation, new CancellationToken(canceled: true)));

        Assert.True(File.Exists(Path.Combine(folder, ModelFiles.QuantizedOnnx)));
    }

    private static async Task<ModelVersion> TrainAsync(WorkersHost host)
    {
        var job = await host.RunAsync(TestJobs.Classifier(epochs: 4) with { Select = SelectionRule.Always });
        return (await host.Models.FindAsync(job.Model!, Token))!;
    }

    private static async Task<LabelledImages> ValidationAsync(ModelVersion version)
    {
        var train = await new SmallPictures().LoadAsync(SmallPictures.Name, DatasetPart.Train, null, Token);
        var hyperparameters = version.Manifest.Hyperparameters;
        return train.Take(Split.BySeed(train.Count, hyperparameters.ValidationCount, hyperparameters.Seed).Validation);
    }

    private static double Accuracy(ServedModel model, LabelledImages images)
    {
        var correct = Enumerable.Range(0, images.Count).Count(image =>
        {
            var logits = new float[10];
            model.Classify(Array.ConvertAll(images.Image(image).ToArray(), pixel => pixel / 255f), new float[10], logits, ofPictures: true);
            return Array.IndexOf(logits, logits.Max()) == images.Labels[image];
        });
        return (double)correct / images.Count;
    }
}
