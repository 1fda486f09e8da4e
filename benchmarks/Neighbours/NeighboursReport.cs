using System.Globalization;
using System.Text;

namespace Clearsight.Benchmarks.Neighbours;

/// <param name="Idle">Answers while nothing is trained.</param>
/// <param name="Busy">Answers while the same process trains.</param>
/// <param name="Alone">Images a second that the training takes in without requests.</param>
/// <param name="Disturbed">The same while requests are answered.</param>
internal sealed record Round(Latencies Idle, Latencies Busy, double Alone, double Disturbed);

/// <summary>The measurements as they go into docs/results.md.</summary>
internal static class NeighboursReport
{
    /// <summary>Images that a lane of the training computes between two looks at the gate, at mini-batches of 128 on two lanes.</summary>
    private const int ImagesAPass = 64;

    /// <param name="gatePass">Seconds, see <see cref="GateCost"/>.</param>
    public static string Of(NeighboursOptions options, IReadOnlyList<Round> rounds, double gatePass, string load)
    {
        var text = new StringBuilder();
        Line(text, $"{MachineDescription.Here()}.");
        Line(text, $"Rounds: {rounds.Count}, parts of {options.Seconds} s, {LoadGenerator.RequestsPerSecond} requests/s; medians (min..max) over the rounds. {load}");
        Line(text, $"");
        Line(text, $"| | without the other | beside the other | ratio within a round |");
        Line(text, $"| --- | --- | --- | --- |");
        AppendRow(text, "`/classify` p50, ms", "0.00", rounds, round => round.Idle.P50, round => round.Busy.P50);
        AppendRow(text, "`/classify` p99, ms", "0.00", rounds, round => round.Idle.P99, round => round.Busy.P99);
        AppendRow(text, "sent late by, p99, ms", "0.00", rounds, round => round.Idle.LateP99, round => round.Busy.LateP99);
        AppendRow(text, "training, images/s", "#,0", rounds, round => round.Alone, round => round.Disturbed);
        var betweenPasses = ImagesAPass * Environment.ProcessorCount / Spread.Of(rounds.Select(round => round.Alone)).Median;
        Line(text, $"");
        Line(text, $"The gate, while nobody asks: {gatePass * 1e9:0.0} ns a pass, one every {betweenPasses * 1e3:0.0} ms and lane of the training: {gatePass / betweenPasses:P5} of its time.");
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, string title, string format, IReadOnlyList<Round> rounds, Func<Round, double> without, Func<Round, double> beside)
    {
        var ratio = rounds.Select(round => beside(round) / without(round));
        Line(text, $"| {title} | {Figure(rounds.Select(without), format)} | {Figure(rounds.Select(beside), format)} | × {Figure(ratio, "0.00")} |");
    }

    private static string Figure(IEnumerable<double> figures, string format)
    {
        var spread = Spread.Of(figures);
        return $"{Text(spread.Median)} ({Text(spread.Minimum)}..{Text(spread.Maximum)})";

        string Text(double figure) => figure.ToString(format, CultureInfo.InvariantCulture);
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
