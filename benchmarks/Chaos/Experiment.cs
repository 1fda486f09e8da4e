using System.Globalization;
using System.Text.Json;

namespace Clearsight.Chaos;

/// <summary>Jobs are sent while processes are killed, frozen, added and the database is restarted; then it is seen what became of the jobs.</summary>
internal sealed class Experiment(ChaosOptions options, TimeProvider time, Action<string> tell)
{
    /// <summary>Jobs of one seed have to leave the same weights.</summary>
    public const int Seeds = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(0.3);

    private readonly Random _random = new(options.Seed);
    private readonly List<string> _notRefused = [];
    private int _freezes;
    private volatile int _kills;

    /// <returns>What went wrong, a sentence each; nothing when all went well.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        var expected = await UninterruptedAsync(cancellationToken);
        await using var cluster = await Cluster.StartAsync(options.Postgres);
        using var client = new Client(cluster, time);
        foreach (var role in options.Postgres ? [.. Enumerable.Repeat("Api", options.Apis), .. Enumerable.Repeat("Worker", options.Workers)] : (string[])["All"])
        {
            cluster.Add(role);
        }

        while (!cluster.Hosts.All(host => host.IsReady))
        {
            await Task.Delay(Glance, time, cancellationToken);
        }

        tell($"{cluster.Hosts.Count} hosts are ready.");
        var jobs = new List<string>();
        var sending = SendAsync(client, jobs, cancellationToken);
        await HarmAsync(cluster, client, cancellationToken);
        await sending;
        tell($"{jobs.Count} jobs accepted, {options.Kills} kills ({_freezes} of them freezes), {options.Restarts} restarts of the database; waiting for the end.");
        await EndAsync(cluster, client, jobs, cancellationToken);
        return [.. _notRefused, .. await new Verdict(client, expected).JudgeAsync(cluster, jobs, cancellationToken)];
    }

    /// <summary>The digests of the models by seed, from a host that nothing happens to.</summary>
    private async Task<IReadOnlyList<string>> UninterruptedAsync(CancellationToken cancellationToken)
    {
        await using var calm = await Cluster.StartAsync(postgres: false);
        calm.Add("All");
        using var client = new Client(calm, time);
        var jobs = new List<string>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            jobs.Add(await client.SendAsync(seed, seed, cancellationToken));
        }

        await EndAsync(calm, client, jobs, cancellationToken);
        var versions = await client.VersionsAsync(cancellationToken);
        return [.. jobs.Select(job => Verdict.OfJob(versions, job).Single().GetProperty("digest").GetString()!)];
    }

    /// <summary>Spread over the kills, so that there is a job to harm until the last of them.</summary>
    private async Task SendAsync(Client client, List<string> jobs, CancellationToken cancellationToken)
    {
        for (var number = 0; number < options.Jobs; number++)
        {
            while ((long)number * options.Kills >= (long)options.Jobs * (_kills + 1))
            {
                await Task.Delay(Glance, time, cancellationToken);
            }

            var job = await client.SendAsync(number, number % Seeds, cancellationToken);
            lock (jobs)
            {
                jobs.Add(job);
            }
        }
    }

    private async Task HarmAsync(Cluster cluster, Client client, CancellationToken cancellationToken)
    {
        var restarts = Enumerable.Range(1, options.Restarts).Select(i => i * options.Kills / (options.Restarts + 1)).ToList();
        for (var kill = 0; kill < options.Kills; kill++)
        {
            _kills = kill;
            await Task.Delay(TimeSpan.FromSeconds(1 + (_random.NextDouble() * 5)), time, cancellationToken);
            if (restarts.Contains(kill))
            {
                tell("PostgreSQL restarts.");
                await cluster.Postgres!.StopAsync();
                await Task.Delay(TimeSpan.FromSeconds(2), time, cancellationToken);
                await cluster.Postgres.ResumeAsync();
            }

            cluster.Supervise();
            // Every second harm to a worker is a freeze; SQLite has one host, which nobody could take over from.
            var host = cluster.Hosts[_random.Next(cluster.Hosts.Count)];
            if (host.Role != "Worker" || kill % 2 != 0 || !await FreezeAsync(cluster, client, cancellationToken))
            {
                tell($"kill -9 of {host.Role} {host.Id}.");
                cluster.Replace(host);
            }

            if (options.Postgres && kill == options.Kills / 2)
            {
                tell($"Another worker: {cluster.Add("Worker").Id}.");
            }
        }
    }

    /// <summary>Stops a worker in the middle of a job, until another one has taken that over, and lets it go on.</summary>
    /// <returns>Whether there was one to stop.</returns>
    private async Task<bool> FreezeAsync(Cluster cluster, Client client, CancellationToken cancellationToken)
    {
        var (job, attempt) = await RunningAsync(client, cancellationToken);
        if (job is null || Owner(cluster, job, attempt) is not { HasEnded: false } owner || HasLetGo(owner, job))
        {
            return false;
        }

        owner.Freeze();
        var start = time.GetTimestamp();
        var (now, status) = await LookAsync(client, job, cancellationToken);
        while (now == attempt && status is not ("succeeded" or "failed" or "canceled") && time.GetElapsedTime(start) < Patience)
        {
            await Task.Delay(Glance, time, cancellationToken);
            (now, status) = await LookAsync(client, job, cancellationToken);
        }

        tell($"Froze worker {owner.Id} in attempt {attempt} at job {job}, which is {status} on attempt {now}; it goes on.");
        owner.Thaw();
        // It may have been at its very end: then there was nothing to take over.
        if (now > attempt)
        {
            _freezes++;
            await RefusedAsync(owner, job, cancellationToken);
        }

        return true;
    }

    /// <summary>Leaves a worker alone until it was told that its job is another one's, which it learns when it next writes.</summary>
    private async Task RefusedAsync(HostProcess worker, string job, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (!worker.Log.Any(line => line.Contains(job, StringComparison.Ordinal) && line.Contains("is no longer this worker's", StringComparison.Ordinal)))
        {
            if (worker.HasEnded || time.GetElapsedTime(start) > Patience)
            {
                _notRefused.Add($"Worker {worker.Id} came back to job {job}, which another one had, and was not refused{(worker.HasEnded ? " but ended" : "")}. What it wrote of it:\n{string.Join('\n', worker.Log.Where(line => line.Contains(job, StringComparison.Ordinal)))}");
                return;
            }

            await Task.Delay(Glance, time, cancellationToken);
        }
    }

    /// <summary>A job that trains, so that its worker can be frozen.</summary>
    private async Task<(string? Job, int Attempt)> RunningAsync(Client client, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < TimeSpan.FromSeconds(60))
        {
            using var page = await client.GetAsync("/jobs?status=running", cancellationToken);
            var job = page.RootElement.GetProperty("items").EnumerateArray()
                .FirstOrDefault(item => item.GetProperty("progress") is { ValueKind: JsonValueKind.Object } progress && progress.GetProperty("epoch").GetInt32() > 0);
            if (job.ValueKind == JsonValueKind.Object)
            {
                return (job.GetProperty("id").GetString(), job.GetProperty("attempt").GetInt32());
            }

            await Task.Delay(Glance, time, cancellationToken);
        }

        return (null, 0);
    }

    /// <summary>The process that began the attempt, by what it wrote into its log.</summary>
    private static HostProcess? Owner(Cluster cluster, string job, int attempt)
    {
        var begun = string.Create(CultureInfo.InvariantCulture, $"Attempt {attempt} on ");
        return cluster.Hosts.FirstOrDefault(host => host.Log.Any(
            line => line.Contains(job, StringComparison.Ordinal) && line.Contains(begun, StringComparison.Ordinal)));
    }

    /// <summary>Whether its attempt has ended by a setback, as the database's absence is one: then the next attempt takes nothing from it.</summary>
    private static bool HasLetGo(HostProcess worker, string job)
    {
        var lines = worker.Log.Where(line => line.Contains(job, StringComparison.Ordinal)).ToList();
        return lines.FindLastIndex(line => line.Contains("was left as its row says", StringComparison.Ordinal))
            > lines.FindLastIndex(line => line.Contains(": Attempt ", StringComparison.Ordinal));
    }

    private static async Task<(int Attempt, string Status)> LookAsync(Client client, string job, CancellationToken cancellationToken)
    {
        using var row = await client.GetAsync($"/jobs/{job}", cancellationToken);
        return (row.RootElement.GetProperty("attempt").GetInt32(), row.RootElement.GetProperty("status").GetString()!);
    }

    private async Task EndAsync(Cluster cluster, Client client, List<string> jobs, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var left = jobs.ToHashSet();
        while (left.Count > 0)
        {
            foreach (var job in left.ToList())
            {
                if ((await LookAsync(client, job, cancellationToken)).Status is "succeeded" or "failed" or "canceled")
                {
                    left.Remove(job);
                    start = time.GetTimestamp();
                }
            }

            cluster.Supervise();
            if (time.GetElapsedTime(start) > Patience)
            {
                // The verdict says which.
                tell($"{left.Count} jobs do not end.");
                return;
            }

            await Task.Delay(Glance, time, cancellationToken);
        }
    }
}
