using System.Text;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Workers;

/// <summary>
/// The page that goes with a model version, in Markdown: what it is for, what it was made of, how good it is and where
/// it is not (Mitchell et al., "Model Cards for Model Reporting", 2019).
/// </summary>
public static class ModelCard
{
    private const string ImpulseLimits =
        "Larger pictures and colour are not in these figures. It changes pure black and pure white pixels only, in each channel "
        + "by itself: noise of other values, such as an image that was scaled or saved as JPEG after the noise has, it does not see, and no other kind of noise was measured. "
        + "Honest black or white that looks like noise, such as stars or fine print, may be filled in. Noise is expected to "
        + "make as many pixels black as white: where it makes one of the two only, it may be taken for the picture's own. Where there "
        + "is little noise, a median filter is more exact in areas of a single grey, as drawings have them, and in those that are "
        + "smoother than any photograph.";

    /// <param name="evaluation">On the test images.</param>
    /// <param name="hyperparameters">The ones that mean something to the recipe.</param>
    public static string Write(ModelManifest manifest, DatasetCard dataset, ModelEvaluation evaluation, IEnumerable<HyperparameterRange> hyperparameters)
    {
        var card = new StringBuilder();
        card.AppendLine($"# {manifest.Name}").AppendLine();
        card.AppendLine(Purpose(manifest, dataset)).AppendLine();

        card.AppendLine("## Intended use").AppendLine();
        card.AppendLine(Use(manifest)).AppendLine();

        card.AppendLine("## Network").AppendLine();
        card.AppendLine($"`{manifest.Network}` with {manifest.ParameterCount:N0} parameters; input {Shape(manifest.InputShape)}, output {Shape(manifest.OutputShape)} (batch, channels, height, width; -1 is any size), grey values from 0 to 1.");
        if (manifest.Parent is { } parent)
        {
            card.AppendLine($"Its training started from the weights of `{parent}`{(manifest.ParentDigest is { } digest ? $" (`{digest}`)" : "")}{(manifest.Hyperparameters.Encoder == EncoderUse.Frozen ? "; those of the encoder were kept as they were" : "")}.");
        }

        card.AppendLine().AppendLine("## Data").AppendLine();
        card.AppendLine($"{dataset.Title} (`{dataset.Name}`), digest `{manifest.DatasetDigest}`. Source: {dataset.Source.TrimEnd('.')}.");
        card.AppendLine($"{manifest.Hyperparameters.ValidationCount:N0} of its {dataset.TrainCount:N0} training images were kept for validation, which chose the epoch; {Trained(manifest.Hyperparameters)} its {dataset.TestCount:N0} test images had no part in it.");

        if (manifest.Hyperparameters.Teacher is { Length: > 0 } teacher)
        {
            card.AppendLine($"What it learned of them are the answers of `{teacher}`, not the labels.");
        }

        card.AppendLine().AppendLine("## Metrics").AppendLine();
        Table(card, "metric", "value", manifest.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => (metric.Key, $"{metric.Value:0.0000}")));

        card.AppendLine().AppendLine("`train/` is the mean over the epoch while the network still learned, of images as the training altered them; `validation/` and `test/` are of the weights that were kept.");
        Figures(card, evaluation);
        if (manifest.SignalRanges.Count > 0)
        {
            card.AppendLine().AppendLine(
                $"`{MetricKeys.TestAccuracyQuantized}` is that of `{ModelFiles.QuantizedOnnx}`, which computes in whole numbers of eight bits and is what pictures are classified with. All other figures are of `{ModelFiles.Onnx}`.");
        }

        card.AppendLine().AppendLine("## Hyperparameters").AppendLine();
        card.AppendLine($"Recipe `{manifest.Recipe}`; the weights are those of epoch {manifest.Epoch}.").AppendLine();
        Table(card, "hyperparameter", "value", hyperparameters.Select(range => (range.Name, $"{range.Read(manifest.Hyperparameters)}" is { Length: > 0 } value ? value : "none")));

        card.AppendLine().AppendLine("## Limits").AppendLine();
        card.AppendLine(Limits(manifest, dataset));
        return card.ToString();
    }

    private static string Trained(Hyperparameters hyperparameters) => hyperparameters switch
    {
        { SamplesPerClass: > 0 } => $"{hyperparameters.SamplesPerClass:N0} of each class were trained on;",
        { TrainLimit: > 0 } => $"at most {hyperparameters.TrainLimit:N0} of the others were trained on;",
        _ => "the others were trained on;",
    };

    private static void Figures(StringBuilder card, ModelEvaluation evaluation)
    {
        if (evaluation.Classifier is { } classifier)
        {
            card.AppendLine().AppendLine($"Of {classifier.Images:N0} test images; 95 of 100 such intervals hold the true accuracy, this one from {classifier.AccuracyInterval.Low:0.0000} to {classifier.AccuracyInterval.High:0.0000}:").AppendLine();
            card.AppendLine("| class | precision | recall | F1 |").AppendLine("| --- | ---: | ---: | ---: |");
            foreach (var (name, figures) in classifier.Classes.Zip(classifier.Report.Classes))
            {
                card.AppendLine($"| {name.Replace("|", "\\|", StringComparison.Ordinal)} | {figures.Precision:0.000} | {figures.Recall:0.000} | {figures.F1:0.000} |");
            }

            card.AppendLine().AppendLine($"Expected calibration error: {classifier.Calibration.Error:0.0000} as the network answers, {classifier.CalibratedByTemperature.Error:0.0000} with its logits divided by the fitted temperature.");
        }
        else if (evaluation.Denoiser is { } denoiser)
        {
            card.AppendLine().AppendLine($"PSNR in decibels on {(denoiser.Images == denoiser.TestImages ? $"all {denoiser.TestImages:N0}" : $"{denoiser.Images:N0} of {denoiser.TestImages:N0}")} test images, by the share of pixels hit:").AppendLine();
            card.AppendLine("| noise density | noisy | adaptive median | this model |").AppendLine("| ---: | ---: | ---: | ---: |");
            foreach (var density in denoiser.Densities)
            {
                card.AppendLine($"| {density.Density * 100:0} % | {density.Noisy.Psnr:0.0} | {density.AdaptiveMedian.Psnr:0.0} | {density.Model.Psnr:0.0} |");
            }
        }
    }

    private static string Use(ModelManifest manifest) => manifest switch
    {
        { Task: TaskKind.Classify } => "Sorting small grey pictures of one thing each, by `POST /classify` or the Open Inference Protocol, and as a yardstick for others of its kind. Not for decisions about people.",
        _ when NetworkIds.RestoresImpulses(manifest.Network) => "Cleaning pictures of any size, grey or in colour (each channel by itself), by `POST /denoise` or the Open Inference Protocol. Not where a pixel that was made up does harm, as in measurements or evidence.",
        _ => "Cleaning small grey pictures like those that it was trained on, by `POST /denoise` or the Open Inference Protocol, and as a start for classifiers. Not where a pixel that was made up does harm, as in measurements or evidence.",
    };

    private static string Purpose(ModelManifest manifest, DatasetCard dataset) => manifest.Task == TaskKind.Denoise
        ? $"Removes salt-and-pepper noise from {(NetworkIds.RestoresImpulses(manifest.Network) ? "" : "grey ")}pictures like those of {dataset.Title}."
        : $"Tells which of {manifest.Classes.Count} classes a small grey picture like those of {dataset.Title} shows: {string.Join(", ", manifest.Classes)}.";

    private static string Limits(ModelManifest manifest, DatasetCard dataset) => manifest.Task == TaskKind.Denoise
        ? $"It was trained {Densities(manifest.Hyperparameters)} on pictures of {dataset.Width} × {dataset.Height} pixels. How well it does beside further filters, and of hit and untouched pixels apart, is in `{ModelFiles.Evaluation}`. {(NetworkIds.RestoresImpulses(manifest.Network) ? ImpulseLimits : $"Other kinds of noise and other pictures than {dataset.Title}'s were not measured; fine detail gets blurred.")}"
        : $"It answers with one of its classes whatever the picture shows, however little sense that makes. {Calibration(manifest)} Pictures other than {dataset.Title}'s (bright on dark, {dataset.Width} × {dataset.Height} pixels, one thing each) were not measured.";

    private static string Calibration(ModelManifest manifest) => manifest.Temperature is 1
        ? $"Its probabilities are not calibrated; how far off they are, and the temperature that would mend it, is in `{ModelFiles.Evaluation}`."
        : $"Its logits are divided by a temperature of {manifest.Temperature:0.000}, fitted on the validation images, before they become probabilities; how honest these are on the test images, with it and without, is in `{ModelFiles.Evaluation}`.";

    private static string Densities(Hyperparameters hyperparameters) => hyperparameters.NoiseDensityMax > hyperparameters.NoiseDensity
        ? $"at noise densities from {hyperparameters.NoiseDensity:0.##} to {hyperparameters.NoiseDensityMax:0.##}"
        : $"at a noise density of {hyperparameters.NoiseDensity:0.##}";

    private static string Shape(IReadOnlyList<int> shape) => $"[{string.Join(", ", shape)}]";

    private static void Table(StringBuilder card, string name, string value, IEnumerable<(string Name, string Value)> rows)
    {
        card.AppendLine($"| {name} | {value} |").AppendLine("| --- | ---: |");
        foreach (var row in rows)
        {
            card.AppendLine($"| `{row.Name}` | {row.Value} |");
        }
    }
}
