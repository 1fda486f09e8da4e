using System.Globalization;
using System.Text;

namespace Clearsight.Benchmarks.Http;

/// <summary>The measurements as they go into docs/results.md.</summary>
internal static class HttpReport
{
    public static string Of(HttpOptions options, IReadOnlyList<Visit> visits, IReadOnlyList<Round> rounds, string load, long peakBytes)
    {
        var text = new StringBuilder();
        Line(text, $"{MachineDescription.Here()}.");
        Line(text, $"Rounds: {rounds.Count}, visits of {options.Seconds} s; medians over the rounds, ratios within a round. {load}");
        Line(text, $"Peak resident memory of the service: {peakBytes / 1e6:0} MB.");
        AppendAnswers(text, visits, rounds);
        AppendAlone(text, rounds);
        AppendRatios(text, visits, rounds);
        return text.ToString();
    }

    private static void AppendAnswers(StringBuilder text, IReadOnlyList<Visit> visits, IReadOnlyList<Round> rounds)
    {
        Line(text, $"\n| server | request | connections | requests/s | min..max | images/s | p50, ms | p99, ms | refused |");
        Line(text, $"| --- | --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |");
        foreach (var visit in visits)
        {
            var answers = rounds.Select(round => round.Answers[visit.Key]).ToList();
            var rate = Spread.Of(answers.Select(answer => answer.PerSecond));
            Line(text, $"| {visit.Server} | {visit.Request} | {visit.Connections} | {rate.Median:#,0} | {rate.Minimum:#,0}..{rate.Maximum:#,0} | {rate.Median * visit.Images:#,0} | {Median(answer => answer.P50):0.00} | {Median(answer => answer.P99):0.00} | {Median(answer => answer.Refused):P1} |");

            double Median(Func<Answers, double> figure) => Spread.Of(answers.Select(figure)).Median;
        }
    }

    private static void AppendAlone(StringBuilder text, IReadOnlyList<Round> rounds)
    {
        Line(text, $"\n| ONNX Runtime alone, the same classifier | images/s | min..max |");
        Line(text, $"| --- | ---: | --- |");
        foreach (var (index, way) in RuntimeAlone.Ways.Index())
        {
            var rate = Spread.Of(rounds.Select(round => round.Alone[index]));
            Line(text, $"| {way.Name} | {rate.Median:#,0} | {rate.Minimum:#,0}..{rate.Maximum:#,0} |");
        }
    }

    private static void AppendRatios(StringBuilder text, IReadOnlyList<Visit> visits, IReadOnlyList<Round> rounds)
    {
        Line(text, $"\n| ratio within a round | median | min..max |");
        Line(text, $"| --- | ---: | --- |");
        foreach (var visit in visits.Where(visit => visit is { Server: Contestants.Service, Request: "`/classify`, PNG" }))
        {
            foreach (var other in visits.Where(other => other.Server != Contestants.Service && other.Connections == visit.Connections))
            {
                Ratio($"`/classify` to {other.Server} {other.Request}, {visit.Connections} connections", round => round.Answers[visit.Key].PerSecond / round.Answers[other.Key].PerSecond);
            }

            Ratio($"p99 to p50 of `/classify`, {visit.Connections} connections", round => round.Answers[visit.Key].P99 / round.Answers[visit.Key].P50);
        }

        foreach (var visit in visits.Where(visit => visit.Images == Payloads.Batch))
        {
            Ratio($"{visit.Request}, {visit.Connections} connections, to the fastest of ONNX Runtime's ways",
                round => round.Answers[visit.Key].PerSecond * visit.Images / round.Alone.Max());
        }

        void Ratio(string title, Func<Round, double> ratio)
        {
            var spread = Spread.Of(rounds.Select(ratio));
            Line(text, $"| {title} | {spread.Median:0.00} | {spread.Minimum:0.00}..{spread.Maximum:0.00} |");
        }
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
