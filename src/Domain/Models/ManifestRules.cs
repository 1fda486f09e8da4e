using System.Globalization;
using System.Text.RegularExpressions;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;

namespace Clearsight.Domain.Models;

/// <summary>What a manifest that was written elsewhere must keep to. What it says of its network is Learning's to judge.</summary>
public static partial class ManifestRules
{
    /// <summary>A class index is a byte.</summary>
    public const int MostClasses = 256;

    /// <summary>Of a signal's range. A smaller one divides into steps that a float may not tell from zero.</summary>
    public const double LeastRange = 1e-6;

    private const int LongestLabel = 128;
    private const int MostMetrics = 64;
    private const double LargestRange = 1e6;

    /// <summary>Everything that is wrong, with pointers from the manifest's own root.</summary>
    public static IReadOnlyList<Violation> Violations(ModelManifest manifest)
    {
        var rules = new RuleBook("");
        Names(rules, manifest);
        CheckClasses(rules, manifest);
        Origins(rules, manifest);
        Training(rules, manifest);
        rules.Require(
            manifest.SignalRanges.All(range => range is >= LeastRange and <= LargestRange), "/signalRanges",
            string.Create(CultureInfo.InvariantCulture, $"A signal's range is a number from {LeastRange} to {LargestRange}."));
        foreach (var (key, value) in manifest.Metrics)
        {
            rules.Require(IsMetric(key, value), JsonPointer.To("metrics", key), MetricRule);
        }

        rules.Require(manifest.Metrics.Count <= MostMetrics, "/metrics", $"There can be at most {MostMetrics} metrics.");
        return rules.Broken;
    }

    internal const string MetricRule =
        "A metric has a name of 1 to 64 letters, digits and slashes, and a value that is a number; only a PSNR may be infinite.";

    internal static bool IsMetric(string? key, double value) =>
        key is not null && MetricPattern().IsMatch(key) && (double.IsFinite(value) || (double.IsPositiveInfinity(value) && key.EndsWith("psnr", StringComparison.OrdinalIgnoreCase)));

    private static void Names(RuleBook rules, ModelManifest manifest)
    {
        rules.Require(Naming.IsValid(manifest.Name), "/name", $"A model's name has {Naming.Rule}.");
        rules.Require(Naming.IsValid(manifest.Recipe), "/recipe", $"A recipe's name has {Naming.Rule}.");
        rules.Require(Naming.IsValid(manifest.Dataset), "/dataset", $"A data set's name has {Naming.Rule}.");
        rules.Require(Digests.IsValid(manifest.DatasetDigest), "/datasetDigest", $"A digest is {Digests.Rule}.");
        rules.Require(manifest.TestDigest is null || Digests.IsValid(manifest.TestDigest), "/testDigest", $"A digest is {Digests.Rule}.");
    }

    private static void CheckClasses(RuleBook rules, ModelManifest manifest)
    {
        var classes = manifest.Classes;
        if (manifest.Task == TaskKind.Denoise)
        {
            rules.Require(classes.Count == 0, "/classes", "A denoiser has no classes.");
            rules.Require(manifest.Temperature is 1, "/temperature", "The temperature of a denoiser is 1.");
            return;
        }

        rules.Require(classes.Count is >= 1 and <= MostClasses, "/classes", $"A classifier has 1 to {MostClasses} classes.");
        rules.Require(classes.All(IsLabel), "/classes", $"A class label has 1 to {LongestLabel} printable characters.");
        rules.Require(classes.Distinct(StringComparer.Ordinal).Count() == classes.Count, "/classes", "No two classes can have the same label.");
        rules.Require(
            manifest.Temperature is >= Temperature.Minimum and <= Temperature.Maximum, "/temperature",
            string.Create(CultureInfo.InvariantCulture, $"A temperature is a number from {Temperature.Minimum} to {Temperature.Maximum}."));
    }

    private static void Origins(RuleBook rules, ModelManifest manifest)
    {
        const string version = "A model version has a name and a number from 1 on.";
        const string job = "A job's id has 32 hexadecimal digits in lower case.";
        rules.Require(manifest.Parent is null || IsVersion(manifest.Parent), "/parent", version);
        rules.Require(manifest.ParentDigest is null || Digests.IsValid(manifest.ParentDigest), "/parentDigest", $"A digest is {Digests.Rule}.");
        rules.Require(IsJob(manifest.JobId), "/jobId", job);
        if (manifest.Origin is { } origin)
        {
            rules.Require(IsVersion(origin.Model), "/origin/model", version);
            rules.Require(origin.Parent is null || IsVersion(origin.Parent), "/origin/parent", version);
            rules.Require(IsJob(origin.JobId), "/origin/jobId", job);
        }
    }

    private static void Training(RuleBook rules, ModelManifest manifest)
    {
        var hyperparameters = manifest.Hyperparameters;
        foreach (var range in HyperparameterTable.All.Where(range => range.Kind is HyperparameterKind.Integer or HyperparameterKind.Number))
        {
            var value = Convert.ToDouble(range.Read(hyperparameters), CultureInfo.InvariantCulture);
            rules.Require(value >= range.Minimum && value <= range.Maximum, JsonPointer.To("hyperparameters", range.Name), range.Rule);
        }

        foreach (var range in HyperparameterTable.All.Where(range => range.Kind == HyperparameterKind.Model))
        {
            rules.Require(
                HyperparameterRange.ModelVersion((string)range.Read(hyperparameters)) is not null, JsonPointer.To("hyperparameters", range.Name), range.Rule);
        }

        rules.Require(
            manifest.Epoch >= 1 && manifest.Epoch <= hyperparameters.Epochs, "/epoch",
            $"The epoch is a whole number from 1 to the hyperparameter epochs, {hyperparameters.Epochs}.");
    }

    private static bool IsVersion(ModelReference reference) => Naming.IsValid(reference.Name) && reference.Version >= 1;

    private static bool IsJob(string? id) => id is null || (id.Length == 32 && id.All(char.IsAsciiHexDigitLower));

    /// <summary>Labels end up in pages, pictures and logs: no character of theirs may be anything but text there.</summary>
    private static bool IsLabel(string label) =>
        label.Length is >= 1 and <= LongestLabel
        && label.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar && System.Text.Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));

    [GeneratedRegex(@"\A[A-Za-z0-9/]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricPattern();
}
