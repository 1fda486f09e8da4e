using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;
using Clearsight.Storage.Models;

namespace Clearsight.Workers.Tests;

public sealed class CalibrationTests : WorkersTest
{
    [Fact]
    public async Task What_is_served_is_as_honest_as_the_evaluation_says()
    {
        await using var host = await StartAsync();
        var job = await host.RunAsync(TestJobs.Classifier(epochs: 2) with { Select = SelectionRule.Always });
        var version = (await host.Models.FindAsync(job.Model!, Token))!;
        var evaluation = (await EvaluationFile.ReadAsync(await host.Models.PathOfAsync(version, ModelFiles.Evaluation, Token), Token)).Classifier!;
        var test = await new SmallPictures().LoadAsync(SmallPictures.Name, DatasetPart.Test, null, Token);

        var (served, correct, expected) = (new double[test.Count], new bool[test.Count], new double[10]);
        using var use = host.Get<SelectedModels>().Enter(TaskKind.Classify);
        for (var image = 0; image < test.Count; image++)
        {
            var (probabilities, logits) = (new float[10], new float[10]);
            use.Model.Classify(Array.ConvertAll(test.Image(image).ToArray(), pixel => pixel / 255f), probabilities, logits);
            Probabilities.Softmax(logits, evaluation.Temperature, expected);
            Assert.Equal(expected, probabilities.Select(probability => (double)probability), (left, right) => Math.Abs(left - right) < 1e-5);
            served[image] = probabilities.Max();
            correct[image] = Array.IndexOf(probabilities, probabilities.Max()) == test.Labels[image];
        }

        Assert.Equal(evaluation.Temperature, version.Manifest.Temperature);
        Assert.NotEqual(1, version.Manifest.Temperature);
        Assert.Equal(evaluation.CalibratedByTemperature.Error, Calibration.Of(served, correct, loss: 0).Error, 1e-5);
    }
}
