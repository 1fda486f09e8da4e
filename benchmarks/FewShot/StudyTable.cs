using System.Globalization;
using System.Text;
using Clearsight.Domain.Recipes;

namespace Clearsight.Benchmarks.FewShot;

/// <summary>The study as a Markdown table: accuracy on the test images in percent, mean ± standard deviation over the seeds.</summary>
internal static class StudyTable
{
    public static string Write(IReadOnlyList<CellResult> results)
    {
        var encoders = results.Select(result => result.Cell.Encoder).Distinct().ToList();
        var compared = encoders.Where(encoder => encoder != EncoderUse.Scratch && encoders.Contains(EncoderUse.Scratch)).ToList();
        var table = new StringBuilder();
        Row(table, ["labels a class", "updates", .. encoders.Select(Cell.NameOf), .. compared.Select(encoder => $"{Cell.NameOf(encoder)} − scratch")]);
        Row(table, Enumerable.Repeat("---:", 2 + encoders.Count + compared.Count));
        foreach (var row in results.GroupBy(result => result.Cell.SamplesPerClass))
        {
            Row(table,
            [
                string.Create(CultureInfo.InvariantCulture, $"{row.Key:N0}"),
                string.Create(CultureInfo.InvariantCulture, $"{row.First().Updates:N0}"),
                .. encoders.Select(encoder => Spread(row.Where(result => result.Cell.Encoder == encoder).Select(result => result.TestAccuracy))),
                .. compared.Select(encoder => Spread(Differences(row, encoder))),
            ]);
        }

        return table.ToString();
    }

    /// <summary>Seed by seed: with one seed all three train on the same images in the same order.</summary>
    private static IEnumerable<double> Differences(IEnumerable<CellResult> row, EncoderUse encoder) => row
        .Where(result => result.Cell.Encoder == encoder)
        .Join(row.Where(result => result.Cell.Encoder == EncoderUse.Scratch), one => one.Cell.Seed, other => other.Cell.Seed, (one, other) => one.TestAccuracy - other.TestAccuracy);

    private static string Spread(IEnumerable<double> shares)
    {
        var (mean, deviation) = MeanAndDeviation.Of(shares.Select(share => 100 * share));
        return string.Create(CultureInfo.InvariantCulture, $"{mean:0.00} ± {deviation:0.00}");
    }

    private static void Row(StringBuilder table, IEnumerable<string> cells) => table.AppendLine($"| {string.Join(" | ", cells)} |");
}
