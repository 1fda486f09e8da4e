using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Clearsight.Benchmarks.Http;

/// <summary>
/// A host that only serves (<c>Host:Role</c> <c>Api</c>), with ten times as many connections as it lets wait, each of which
/// asks again as soon as it has an answer.
/// </summary>
internal static class Overload
{
    private const int Connections = 660;

    // As many in a row without a refusal count as recovered.
    private const int Answers = 20;

    public static async Task<string> RunAsync(int seconds, TimeProvider time)
    {
        using var payloads = new Payloads();
        await using var server = await ServerProcess.StartServiceAsync(("Host__Role", "Api"), ("Limits__RequestsPerSecond", "0"));
        var load = new ForeignLoad(time, server.Process);
        var idle = Resident(server.Process);
        var text = new StringBuilder();
        foreach (var path in (string[])["classify", "denoise"])
        {
            var memory = new List<long>();
            var address = new Uri(server.Address, path);
            var work = LoadClient.StatusesAsync(address, payloads.Png, Connections, seconds, "Content-Type", "image/png");
            while (await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(1), time)) != work)
            {
                memory.Add(Resident(server.Process));
            }

            var statuses = await work;
            var back = await RecoveryAsync(server.Client, address, payloads.Png, time);
            var half = memory.Count / 2;
            Line(text, $"- `/{path}`: {string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => string.Create(CultureInfo.InvariantCulture, $"{(status.Key == 0 ? "no answer" : status.Key)} {status.Value:#,0} times")))} in {seconds} s; "
                + $"resident {memory[..half].Max():#,0} MB at most in the first half, {memory[half..].Max():#,0} MB in the second; {Answers} answers in a row {back.TotalMilliseconds:0} ms after the end.");
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"{MachineDescription.Here()}. {load.Describe()}\n\n{Connections} connections; resident {idle} MB before the first request.\n\n{text}");
    }

    /// <returns>Time until the last of a row of pictures was answered.</returns>
    private static async Task<TimeSpan> RecoveryAsync(HttpClient client, Uri address, string list, TimeProvider time)
    {
        var start = time.GetTimestamp();
        var picture = await File.ReadAllBytesAsync((await File.ReadAllLinesAsync(list))[0]);
        for (var answered = 0; answered < Answers;)
        {
            using var content = new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
            using var response = await client.PostAsync(address, content);
            answered = response.StatusCode == HttpStatusCode.OK ? answered + 1 : 0;
        }

        return time.GetElapsedTime(start);
    }

    private static long Resident(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / 1_000_000;
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
