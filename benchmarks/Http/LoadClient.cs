using System.Diagnostics;
using System.Globalization;

namespace Clearsight.Benchmarks.Http;

/// <param name="PerSecond">Requests that were answered by 2xx.</param>
/// <param name="Refused">Share of the requests that were answered otherwise, or not at all.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
internal sealed record Answers(double PerSecond, double Refused, double P50, double P99);

/// <summary>Load from a process of its own: wrk for HTTP/1.1, h2load for gRPC.</summary>
internal static class LoadClient
{
    /// <param name="list">File that names the bodies.</param>
    /// <param name="headers">Name and value in turns.</param>
    public static async Task<Answers> WrkAsync(Uri address, string list, int connections, double seconds, params IEnumerable<string> headers)
    {
        var output = await ReplayAsync(address, list, connections, seconds, headers);
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith("result ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk gave no result: {output}");
        var figures = line.Split(' ')[1..].Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToArray();
        var (requests, microseconds, failed) = (figures[0], figures[1], figures[2] + figures[3]);
        return new Answers((requests - figures[2]) / (microseconds / 1e6), failed / Math.Max(1, requests), figures[4] / 1e3, figures[5] / 1e3);
    }

    /// <summary>The same, but counts every status; 0 stands for requests without an answer.</summary>
    public static async Task<IReadOnlyDictionary<int, long>> StatusesAsync(
        Uri address, string list, int connections, double seconds, params IEnumerable<string> headers)
    {
        var output = await ReplayAsync(address, list, connections, seconds, ["count", "yes", .. headers]);
        var lines = output.Split('\n').Select(line => line.Split(' ')).ToLookup(fields => fields[0]);
        var statuses = lines["status"].ToDictionary(fields => int.Parse(fields[1], CultureInfo.InvariantCulture), fields => long.Parse(fields[2], CultureInfo.InvariantCulture));
        statuses[0] = long.Parse(lines["result"].Single()[4], CultureInfo.InvariantCulture);
        return statuses;
    }

    private static Task<string> ReplayAsync(Uri address, string list, int connections, double seconds, IEnumerable<string> headers) => RunAsync(
        // wrk takes whole seconds.
        "wrk", ["-t", "1", "-c", Text(connections), "-d", Text(Math.Ceiling(seconds)), "-s", Beside("replay.lua"), address.ToString(), "--", list, address.PathAndQuery, .. headers]);

    /// <param name="message">File with a framed message.</param>
    public static async Task<Answers> GrpcAsync(Uri method, string message, int connections, double seconds)
    {
        var log = Path.GetTempFileName();
        try
        {
            await RunAsync("h2load",
            [
                "-t", "1", "-c", Text(connections), "-m", "1", "-D", Text(Math.Ceiling(seconds)), "-d", message,
                "-H", "content-type: application/grpc", "-H", "te: trailers", "--log-file", log, method.ToString(),
            ]);
            // A line a request: start in microseconds, status, duration in microseconds.
            var requests = (await File.ReadAllLinesAsync(log)).Select(line => line.Split('\t'))
                .Select(fields => (Status: fields[1], Milliseconds: double.Parse(fields[2], CultureInfo.InvariantCulture) / 1e3)).ToList();
            var answered = requests.Where(request => request.Status == "200").Select(request => request.Milliseconds).Order().ToList();
            return new Answers(
                answered.Count / Math.Ceiling(seconds), 1 - (double)answered.Count / requests.Count, answered[answered.Count / 2], answered[answered.Count * 99 / 100]);
        }
        finally
        {
            File.Delete(log);
        }
    }

    public static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}");
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
