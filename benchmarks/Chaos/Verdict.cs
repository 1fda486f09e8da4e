using System.Text.Json;
using System.Text.RegularExpressions;

namespace Clearsight.Chaos;

/// <summary>Whether every accepted job ended, once, and with the weights that it has without any harm.</summary>
/// <param name="expected">Digests by seed.</param>
internal sealed partial class Verdict(Client client, IReadOnlyList<string> expected)
{
    /// <param name="jobs">In the order in which they were sent, which decides their seeds.</param>
    /// <returns>What went wrong, a sentence each.</returns>
    public async Task<IReadOnlyList<string>> JudgeAsync(Cluster cluster, IReadOnlyList<string> jobs, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var rows = await client.ListAsync("/jobs", cancellationToken);
        Expect(problems, rows.Count == jobs.Count && jobs.Distinct().Count() == jobs.Count, $"{jobs.Count} jobs were accepted, and there are {rows.Count}.");
        var versions = await client.VersionsAsync(cancellationToken);
        Expect(problems, versions.Count == jobs.Count, $"{jobs.Count} jobs left {versions.Count} model versions.");
        for (var number = 0; number < jobs.Count; number++)
        {
            await JudgeAsync(problems, rows, versions, jobs[number], expected[number % Experiment.Seeds], cancellationToken);
        }

        var folders = Directory.GetDirectories(Path.Combine(cluster.Storage, "models", "chaos")).Length;
        Expect(problems, folders == versions.Count, $"{versions.Count} versions have {folders} folders.");
        Expect(problems, cluster.Deserters == 0, $"{cluster.Deserters} hosts that were well ended by themselves.");
        return problems;
    }

    public static IEnumerable<JsonElement> OfJob(IReadOnlyList<JsonElement> versions, string job) =>
        versions.Where(version => version.GetProperty("job").GetString() == job);

    private async Task JudgeAsync(
        List<string> problems, IReadOnlyList<JsonElement> rows, IReadOnlyList<JsonElement> versions, string job, string digest, CancellationToken cancellationToken)
    {
        var row = rows.FirstOrDefault(row => row.GetProperty("id").GetString() == job);
        if (row.ValueKind == JsonValueKind.Undefined || row.GetProperty("status").GetString() != "succeeded")
        {
            problems.Add($"Job {job} did not succeed: {row}");
            return;
        }

        var digests = OfJob(versions, job).Select(version => version.GetProperty("digest").GetString()).ToList();
        Expect(problems, digests.Count == 1, $"Job {job} left {digests.Count} versions.");
        Expect(problems, digests.TrueForAll(left => left == digest), $"Job {job} left {string.Join(", ", digests)}, uninterrupted {digest}.");

        var events = await client.EventsAsync(job, cancellationToken);
        var ends = Ends().Count(events);
        Expect(problems, ends == 1, $"Job {job} ended {ends} times.");
        using var metrics = await client.GetAsync($"/jobs/{job}/metrics?key=train/loss", cancellationToken);
        var epochs = Epochs().Matches(metrics.RootElement.GetRawText()).Select(epoch => epoch.Groups["epoch"].Value).ToList();
        Expect(problems, epochs.SequenceEqual(["1", "2", "3", "4"]), $"Job {job} has the training loss of the epochs {string.Join(", ", epochs)}.");
    }

    private static void Expect(List<string> problems, bool holds, string otherwise)
    {
        if (!holds)
        {
            problems.Add(otherwise);
        }
    }

    [GeneratedRegex("\"status\":\"(succeeded|failed|canceled)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ends();

    [GeneratedRegex("\"epoch\": ?(?<epoch>\\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Epochs();
}
