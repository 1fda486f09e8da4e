using System.Globalization;

namespace Clearsight.Benchmarks.Http;

/// <summary>All visits in turn, as many rounds as are asked for.</summary>
internal static class Benchmark
{
    public static async Task<string> RunAsync(HttpOptions options, TimeProvider time)
    {
        using var payloads = new Payloads();
        await using var contestants = await Contestants.StartAsync();
        var visits = contestants.Visits(payloads, options.Seconds);
        foreach (var visit in visits)
        {
            await Console.Error.WriteLineAsync($"Warm-up: {visit.Key}");
            await visit.RunAsync();
        }

        var load = new ForeignLoad(time, contestants.Processes);
        var rounds = new List<Round>();
        while (rounds.Count < options.Rounds)
        {
            await Console.Error.WriteLineAsync($"Round {rounds.Count + 1} of {options.Rounds}");
            var answers = new Dictionary<string, Answers>();
            foreach (var visit in visits)
            {
                answers[visit.Key] = await visit.RunAsync();
            }

            rounds.Add(new Round(answers, await AloneAsync(options.Seconds)));
        }

        contestants.ServiceProcess.Process.Refresh();
        return HttpReport.Of(options, visits, rounds, load.Describe(), contestants.ServiceProcess.Process.PeakWorkingSet64);
    }

    private static async Task<double[]> AloneAsync(double seconds)
    {
        var output = await LoadClient.RunAsync(
            "dotnet", [LoadClient.Beside("Clearsight.Http.dll"), RuntimeAlone.Verb, Contestants.Model, seconds.ToString(CultureInfo.InvariantCulture)]);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
    }
}

/// <param name="Answers">By <see cref="Visit.Key"/>.</param>
/// <param name="Alone">Images a second of each of <see cref="RuntimeAlone.Ways"/>.</param>
internal sealed record Round(IReadOnlyDictionary<string, Answers> Answers, IReadOnlyList<double> Alone);
