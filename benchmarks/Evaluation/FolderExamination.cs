using System.Security.Cryptography;
using Clearsight.Benchmarks.Recipes;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Export;
using Clearsight.Learning.Training;
using Clearsight.Storage.Models;
using Clearsight.Workers;

namespace Clearsight.Benchmarks.Evaluation;

/// <summary>Evaluates the model version in a folder, and writes anew what follows from that: metrics, card, ONNX model and digests.</summary>
internal sealed class FolderExamination(IDatasetCatalog datasets)
{
    /// <returns>A line that says what came out and how long it took.</returns>
    public async Task<string> RunAsync(string folder, CancellationToken cancellationToken)
    {
        var manifest = await ManifestFile.ReadAsync(folder, cancellationToken);
        var plan = await PlanAsync(folder, manifest.Model, cancellationToken);
        using var requests = new RightOfWay();
        var started = TimeProvider.System.GetTimestamp();
        var (metrics, evaluation) = new Trainer(TimeProvider.System, requests).Examine(plan, Path.Combine(folder, ModelFiles.Weights));
        var took = TimeProvider.System.GetElapsedTime(started);

        var card = datasets.Find(manifest.Model.Dataset)!;
        var model = manifest.Model with
        {
            Metrics = manifest.Model.Metrics.Where(metric => !metrics.ContainsKey(metric.Key)).Concat(metrics).ToDictionary(StringComparer.Ordinal),
            Temperature = evaluation.Classifier?.Temperature ?? 1,
            TestDigest = card.TestDigest,
        };
        await EvaluationFile.WriteAsync(folder, evaluation, cancellationToken);
        OnnxExporter.Export(model.Network, Path.Combine(folder, ModelFiles.Weights), Path.Combine(folder, ModelFiles.Onnx), model.Temperature);
        await WriteCardAsync(folder, manifest with { Model = model }, evaluation, cancellationToken);
        return $"{model.Name}: {Summary(evaluation)}; {took.TotalSeconds:0.0} s";
    }

    /// <summary>Measures nothing: the card alone, of the evaluation that is kept.</summary>
    /// <returns>A line that says so.</returns>
    public async Task<string> WriteCardAsync(string folder, CancellationToken cancellationToken)
    {
        var manifest = await ManifestFile.ReadAsync(folder, cancellationToken);
        await WriteCardAsync(folder, manifest, await EvaluationFile.ReadAsync(Path.Combine(folder, ModelFiles.Evaluation), cancellationToken), cancellationToken);
        return $"{manifest.Model.Name}: card";
    }

    private async Task WriteCardAsync(string folder, ManifestFile manifest, ModelEvaluation evaluation, CancellationToken cancellationToken)
    {
        var model = manifest.Model;
        var overridable = RecipeCatalog.Find(model.Recipe)?.Ranges ?? HyperparameterTable.All;
        await File.WriteAllTextAsync(
            Path.Combine(folder, ModelFiles.Card), ModelCard.Write(model, datasets.Find(model.Dataset)!, evaluation, overridable), cancellationToken);
        var files = new Dictionary<string, string>(manifest.Files, StringComparer.Ordinal);
        foreach (var file in (string[])[ModelFiles.Evaluation, ModelFiles.Onnx, ModelFiles.Card])
        {
            files[file] = await DigestAsync(Path.Combine(folder, file), cancellationToken);
        }

        await (manifest with { Files = files }).WriteAsync(folder, cancellationToken);
    }

    private static async Task<string> DigestAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }

    private async Task<TrainingPlan> PlanAsync(string folder, ModelManifest manifest, CancellationToken cancellationToken)
    {
        var card = datasets.Find(manifest.Dataset);
        if (card?.Digest != manifest.DatasetDigest)
        {
            throw new InvalidOperationException($"The data set {manifest.Dataset} is not the one that {manifest.Name} was trained on.");
        }

        return new TrainingPlan
        {
            Task = manifest.Task,
            Network = manifest.Network,
            Hyperparameters = manifest.Hyperparameters,
            Train = await datasets.LoadAsync(manifest.Dataset, DatasetPart.Train, progress: null, cancellationToken),
            Test = await datasets.LoadAsync(manifest.Dataset, DatasetPart.Test, progress: null, cancellationToken),
            Classes = card.Classes,
            Judge = manifest.Task == TaskKind.Denoise ? await JudgeAsync(Path.Combine(Path.GetDirectoryName(folder)!, JudgeFigures.ModelName), card, cancellationToken) : null,
            // Nothing is trained, so nothing is written to either.
            CheckpointFolder = "",
            OutputFolder = "",
        };
    }

    /// <param name="folder">Of the judge, which ships beside the others.</param>
    private static async Task<FinishedClassifier?> JudgeAsync(string folder, DatasetCard card, CancellationToken cancellationToken)
    {
        var judge = Directory.Exists(folder) ? await ManifestFile.ReadAsync(folder, cancellationToken) : null;
        return judge?.Model.DatasetDigest == card.TestDigest
            ? FolderClassifier.Of(judge, folder)
            : null;
    }

    private static string Summary(ModelEvaluation evaluation) => evaluation.Classifier is { } classifier
        ? $"accuracy {classifier.Report.Accuracy:0.0000} ({classifier.AccuracyInterval.Low:0.0000} to {classifier.AccuracyInterval.High:0.0000}), "
            + $"loss {classifier.Loss:0.0000}, calibration error {classifier.Calibration.Error:0.0000}, at temperature {classifier.Temperature:0.000} {classifier.CalibratedByTemperature.Error:0.0000}"
        : string.Join(", ", evaluation.Denoiser!.Densities.Select(density =>
            $"{density.Density:P0}: {density.Model.Psnr:0.0} dB (noisy {density.Noisy.Psnr:0.0}, median {density.Median3.Psnr:0.0} and {density.Median5.Psnr:0.0}, adaptive {density.AdaptiveMedian.Psnr:0.0})"));
}
