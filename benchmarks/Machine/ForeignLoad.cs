using System.Diagnostics;
using System.Globalization;

namespace Clearsight.Benchmarks;

/// <summary>
/// How much of the processors others used since this was made: whoever measures on a busy machine should know, and say.
/// </summary>
/// <param name="own">
/// Processes that belong to the measurement with their children, beside this one and those that it started and that have
/// ended; all have to be alive at the end.
/// </param>
public sealed class ForeignLoad(TimeProvider time, params IReadOnlyList<Process> own)
{
    private const string Statistics = "/proc/stat";
    private const string LoadAverage = "/proc/loadavg";

    // The kernel counts in hundredths of a second towards programs, whatever its own clock is.
    private const double TicksPerSecond = 100;

    // From here on figures are no longer those of an idle machine.
    private const double Disturbing = 0.05;

    private readonly string _loadAverage = ReadLoadAverage();
    private readonly long _started = time.GetTimestamp();
    private readonly double _before = OfOthers(own);

    /// <summary>A sentence, with a warning where others took part of the machine.</summary>
    public string Describe()
    {
        if (!File.Exists(Statistics))
        {
            return "What other processes used of the processors is not known on this system.";
        }

        var share = (OfOthers(own) - _before) / (time.GetElapsedTime(_started).TotalSeconds * Environment.ProcessorCount);
        var sentence = string.Create(CultureInfo.InvariantCulture,
            $"Load average {_loadAverage} at the start, {ReadLoadAverage()} at the end; others used {Math.Max(share, 0):P1} of the processors.");
        return share > Disturbing ? $"{sentence} **Warning: the machine was not idle. A thread that loses its core holds up all threads that wait for it, so ratios suffer too.**" : sentence;
    }

    private static string ReadLoadAverage() => File.Exists(LoadAverage) ? File.ReadAllText(LoadAverage).Split(' ')[0] : "unknown";

    /// <returns>Seconds of processor time since the machine's start, with what its host machine took away.</returns>
    private static double OfOthers(IReadOnlyList<Process> own)
    {
        if (!File.Exists(Statistics))
        {
            return 0;
        }

        // "cpu user nice system idle iowait irq softirq steal …", proc_stat(5).
        var ticks = File.ReadLines(Statistics).First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var busy = (ticks.Sum() - ticks[3] - ticks[4]) / TicksPerSecond;
        return busy - Of(Environment.ProcessId, withEnded: true) - own.Sum(process => OfTree(process.Id));
    }

    private static double OfTree(int process)
    {
        // The main thread's children; other threads of a measured server start no processes.
        var children = $"/proc/{process}/task/{process}/children";
        var running = File.Exists(children) ? File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        return Of(process, withEnded: false) + running.Sum(child => OfTree(int.Parse(child, CultureInfo.InvariantCulture)));
    }

    /// <param name="withEnded">Count the children, too, that have ended and were waited for.</param>
    private static double Of(int process, bool withEnded)
    {
        // After the name in parentheses the third field comes first; utime, stime, cutime and cstime are 14 to 17, proc_pid_stat(5).
        var fields = File.ReadAllText($"/proc/{process}/stat");
        var ticks = fields[(fields.LastIndexOf(')') + 2)..].Split(' ')[11..15].Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return (withEnded ? ticks.Sum() : ticks[0] + ticks[1]) / TicksPerSecond;
    }
}
