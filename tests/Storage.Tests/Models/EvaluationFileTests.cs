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
    [InlineData("{\"format\": 2, \"denoiser\": {\"images\": 1, \"testImages\": 1, \"densities\": []}}")]
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
