using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;
using Clearsight.Storage.Models;

namespace Clearsight.Workers.Tests;

public sealed class JudgeTests : WorkersTest
{
    [Fact]
    public async Task The_first_classifier_of_the_same_images_judges_every_denoiser_of_them()
    {
        await using var host = await StartAsync();
        Assert.Null((await DenoiserAsync(host)).Judge);
        foreach (var seed in (ulong[])[1, 2])
        {
            await host.RunAsync(TestJobs.Classifier(seed: seed) with { ModelName = JudgeFigures.ModelName });
        }

        var judge = (await DenoiserAsync(host)).Judge!;
        var first = (await host.Models.FindAsync(new ModelReference(JudgeFigures.ModelName, 1), Token))!;
        Assert.Equal((first.Reference.ToString(), first.Digest), (judge.Model, judge.Digest));
        Assert.Equal(first.Manifest.Metrics["test/accuracy"], judge.Accuracy, 1e-9);
    }

    private static async Task<DenoiserEvaluation> DenoiserAsync(WorkersHost host)
    {
        var job = await host.RunAsync(TestJobs.Denoiser());
        var version = (await host.Models.FindAsync(job.Model!, Token))!;
        return (await EvaluationFile.ReadAsync(await host.Models.PathOfAsync(version, ModelFiles.Evaluation, Token), Token)).Denoiser!;
    }
}
