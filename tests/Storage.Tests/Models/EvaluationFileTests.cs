using System.Security.Cryptography;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Storage.Models;

namespace Clearsight.Storage.Tests.Models;

public sealed class EvaluationFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clearsight-evaluation-").FullName;

    private string File => Path.Combine(_folder, ModelFiles.Evaluation);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_classifiers_evaluation_comes_back_as_it_was()
    {
        var outputs = new ClassifierOutputs([1, 0, 0, 2, 3, 0], [0, 1, 1]);
        var evaluation = new ModelEvaluation(ClassifierEvaluation.Of(outputs, outputs, ["circle", "square"]), null);

        await EvaluationFile.WriteAsync(_folder, evaluation, Token);

        Assert.Equivalent(evaluation, await EvaluationFile.ReadAsync(File, Token), strict: true);
    }

    [Fact]
    public async Task A_denoisers_evaluation_comes_back_as_it_was_with_what_could_not_be_measured()
    {
        var figures = new RestorationFigures(0.01, Psnr.FromMse(0.01), null, new PixelFigures(null, null), new PixelFigures(0, null));
        var evaluation = new ModelEvaluation(null, new DenoiserEvaluation(3, 9, [new DensityEvaluation(0.1, figures, figures, figures, figures, figures)]));

        await EvaluationFile.WriteAsync(_folder, evaluation, Token);

        Assert.Equivalent(evaluation, await EvaluationFile.ReadAsync(File, Token), strict: true);
    }

    [Fact]
    public async Task Samples_come_back_with_their_pictures()
    {
        var outputs = new ClassifierOutputs([1, 0, 0, 2, 3, 0], [0, 1, 1]);
        var samples = ClassifierSamples.Of(outputs, new LabelledImages(1, 2, [1, 2, 3, 4, 5, 6], outputs.Labels));
        var evaluation = ClassifierEvaluation.Of(outputs, outputs, ["circle", "square"]) with { Samples = samples };

        await EvaluationFile.WriteAsync(_folder, new ModelEvaluation(evaluation, null), Token);

        Assert.Equivalent(samples, (await EvaluationFile.ReadAsync(File, Token)).Classifier!.Samples, strict: true);
    }

    [Fact]
    public async Task One_of_before_samples_were_kept_is_read()
    {
        await System.IO.File.WriteAllTextAsync(File, """{"format":1,"denoiser":{"images":1,"testImages":1,"densities":[]}}""", Token);

        Assert.Equivalent(new DenoiserEvaluation(1, 1, [], Samples: null), (await EvaluationFile.ReadAsync(File, Token)).Denoiser, strict: true);
    }

    /// <summary>Files of before have no field of that name, which is how others read them.</summary>
    [Fact]
    public async Task One_of_before_there_were_intervals_is_read()
    {
        const string Classifier = """
            {"images":1,"loss":0.5,"accuracyInterval":{"low":1,"high":1,"level":0.95},"classes":["circle"],
             "report":{"classes":[{"precision":1,"recall":1,"f1":1,"support":1}],"macro":{"precision":1,"recall":1,"f1":1,"support":1},
                       "weighted":{"precision":1,"recall":1,"f1":1,"support":1},"accuracy":1},
             "matrix":{"counts":[[1]]},"curves":[{"averagePrecision":1,"rocArea":null,"precision":[1,1],"recall":[0,1],"falsePositiveRate":[0,0]}],
             "calibration":{"error":0,"loss":0.5,"bins":[{"from":0,"to":1,"count":1,"confidence":1,"accuracy":1}]},"temperature":1,
             "calibratedByTemperature":{"error":0,"loss":0.5,"bins":[{"from":0,"to":1,"count":1,"confidence":1,"accuracy":1}]},"predicted":"AA==","correct":"AQ=="}
            """;
        const string Figures = """{"mse":0.01,"psnr":20,"ssim":0.9,"hit":{"mse":0.1,"psnr":10},"untouched":{"mse":0,"psnr":null},"accuracy":0.9}""";
        const string Denoiser = $$"""
            {"images":1,"testImages":9,"densities":[{"density":0.1,"model":{{Figures}},"noisy":{{Figures}},"median3":{{Figures}},"median5":{{Figures}},"adaptiveMedian":{{Figures}}}]}
            """;
        foreach (var text in new[] { $$"""{"format":1,"classifier":{{Classifier}},"denoiser":null}""", $$"""{"format":1,"classifier":null,"denoiser":{{Denoiser}}}""" })
        {
            await System.IO.File.WriteAllTextAsync(File, text, Token);

            var evaluation = await EvaluationFile.ReadAsync(File, Token);
            var strictly = EvaluationFile.ParseStrictly(System.Text.Encoding.UTF8.GetBytes(text));

            Assert.Equal(1, strictly.Format);
            Assert.Equivalent(evaluation, new ModelEvaluation(strictly.Classifier, strictly.Denoiser), strict: true);
            Assert.Null(evaluation.Classifier?.Intervals);
            Assert.Null(evaluation.Denoiser?.Densities[0].Model.Intervals);
        }
    }

    [Fact]
    public async Task Intervals_come_back_as_they_were()
    {
        var intervals = new RestorationIntervals(new Interval(19, 21, 0.95), null, new Interval(9, 11, 0.95), null, new Interval(0.8, 1, 0.95));
        var figures = new RestorationFigures(0.01, 20, null, new PixelFigures(null, null), new PixelFigures(0, null), 0.9, intervals);
        var evaluation = new ModelEvaluation(null, new DenoiserEvaluation(3, 3, [new DensityEvaluation(0.1, figures, figures, figures, figures, figures)]));

        await EvaluationFile.WriteAsync(_folder, evaluation, Token);

        Assert.Equivalent(evaluation, await EvaluationFile.ReadAsync(File, Token), strict: true);
    }

    /// <summary>Ten classes and ten thousand images, the size of the published data sets.</summary>
    [Fact]
    public async Task A_large_test_split_makes_no_large_file()
    {
        var random = new Domain.RandomStream(1, "logits");
        float[] logits = [.. Enumerable.Range(0, 100_000).Select(_ => (float)random.NextDouble() * 9)];
        byte[] labels = [.. Enumerable.Range(0, 10_000).Select(image => (byte)(image % 10))];
        var outputs = new ClassifierOutputs(logits, labels);
        var evaluation = ClassifierEvaluation.Of(outputs, outputs, [.. Enumerable.Range(0, 10).Select(label => $"class {label}")]);

        await EvaluationFile.WriteAsync(_folder, new ModelEvaluation(evaluation, null), Token);

        Assert.InRange(new FileInfo(File).Length, 1, 100_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"format\": 1}")]
    [InlineData("{\"format\": 3, \"denoiser\": {\"images\": 1, \"testImages\": 1, \"densities\": []}}")]
    [InlineData("[1, 2")]
    public async Task One_that_cannot_be_read_says_so(string text)
    {
        await System.IO.File.WriteAllTextAsync(File, text, Token);

        await Assert.ThrowsAsync<InvalidDataException>(() => EvaluationFile.ReadAsync(File, Token));
    }

    [Fact]
    public async Task One_that_was_put_in_the_place_of_the_registered_one_is_not_taken_for_it()
    {
        await System.IO.File.WriteAllTextAsync(File, """{"format":1,"denoiser":{"images":1,"testImages":1,"densities":[]}}""", Token);
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(await System.IO.File.ReadAllBytesAsync(File, Token)));
        Assert.Equal(1, (await EvaluationFile.ReadAsync(File, digest, Token)).Images);

        await System.IO.File.WriteAllTextAsync(File, """{"format":1,"denoiser":{"images":2,"testImages":2,"densities":[]}}""", Token);

        await Assert.ThrowsAsync<InvalidDataException>(() => EvaluationFile.ReadAsync(File, digest, Token));
    }
}
