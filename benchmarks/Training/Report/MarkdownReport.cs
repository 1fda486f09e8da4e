using System.Globalization;
using System.Text;
using Clearsight.Benchmarks.Training.Contestants;
using Clearsight.Domain.Recipes;

namespace Clearsight.Benchmarks.Training.Report;

/// <summary>The measurements as they go into docs/results.md.</summary>
internal static class MarkdownReport
{
    private const double Giga = 1e9;

    public static string Of(Measurements measurements)
    {
        var text = new StringBuilder();
        Line(text, $"{MachineDescription.Here()}. {measurements.Libtorch}; {string.Join(", ", measurements.Contestants)}.");
        Line(text, $"Rounds: {measurements.Rounds.Count}, at least {measurements.Options.Seconds} s a visit; medians, and ratios within a round. {measurements.Load}");
        var kernel = measurements.Contestants.Zip(measurements.KernelShares, (name, share) => string.Create(CultureInfo.InvariantCulture, $"{name} {share:P0}"));
        Line(text, $"Processor time spent in the kernel: {string.Join(", ", kernel)}.");
        if (!measurements.Contestants.Any(name => name.StartsWith("PyTorch", StringComparison.Ordinal)))
        {
            Line(text, $"PyTorch did not take part: no python3 here can import torch.");
        }

        AppendCeilings(text, measurements);
        AppendTable(text, measurements);
        if (measurements.PeakMemory is { } memory)
        {
            Line(text, $"");
            Line(text, $"Peak resident memory of {measurements.Contestants[0]}, {memory.Recipe.Network} at mini-batch {memory.Recipe.Defaults.BatchSize}, in a process of its own: {memory.Bytes / Giga:0.00} GB.");
        }

        return text.ToString();
    }

    private static void AppendCeilings(StringBuilder text, Measurements measurements)
    {
        Line(text, $"");
        Line(text, $"| ceiling | GFLOP/s | min..max |");
        Line(text, $"| --- | --- | --- |");
        foreach (var operation in Enum.GetValues<CeilingOperation>())
        {
            var rate = Spread.Of(measurements.Rounds.Select(round => round.Ceilings[operation] / Giga));
            Line(text, $"| {Title(operation)} | {rate.Median:0} | {rate.Minimum:0}..{rate.Maximum:0} |");
        }
    }

    private static void AppendTable(StringBuilder text, Measurements measurements)
    {
        Line(text, $"");
        Line(text, $"| network | mini-batch, recipe | contestant | images/s | min..max | share of the fp32 product | {measurements.Contestants[0]} to it |");
        Line(text, $"| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var recipe in measurements.Recipes.OrderBy(recipe => recipe.Network, StringComparer.Ordinal).ThenByDescending(recipe => recipe.Defaults.BatchSize))
        {
            foreach (var contestant in measurements.Contestants)
            {
                AppendRow(text, measurements, recipe, contestant);
            }
        }
    }

    private static void AppendRow(StringBuilder text, Measurements measurements, Recipe recipe, string contestant)
    {
        var rate = Spread.Of(measurements.Rounds.Select(Rate));
        var share = Spread.Of(measurements.Rounds.Select(round =>
            Rate(round) * NominalWork.OperationsPerImage(recipe.Network) / round.Ceilings[CeilingOperation.ProductFloat32]));
        var ratio = Spread.Of(measurements.Rounds.Select(round =>
            round.ImagesPerSecond[(recipe.Id, measurements.Contestants[0])] / Rate(round)));
        var own = contestant == measurements.Contestants[0];
        Line(text, $"| {recipe.Network} | {recipe.Defaults.BatchSize}, `{recipe.Id}` | {contestant} | {rate.Median:#,0} | {rate.Minimum:#,0}..{rate.Maximum:#,0} | {share.Median:P0} | {(own ? "" : Times(ratio))} |");

        double Rate(Round round) => round.ImagesPerSecond[(recipe.Id, contestant)];
    }

    private static string Times(Spread ratio) => string.Create(CultureInfo.InvariantCulture, $"× {ratio.Median:0.00} ({ratio.Minimum:0.00}..{ratio.Maximum:0.00})");

    private static string Title(CeilingOperation operation) => operation switch
    {
        CeilingOperation.ProductFloat32 => "matrix product 2048³, fp32",
        CeilingOperation.ProductBfloat16 => "matrix product 2048³, bf16",
        _ => "convolution 64 → 64 at 14 × 14, 64 images, fp32, channels-last",
    };

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
