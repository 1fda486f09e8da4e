// What training and inference in one process cost each other: how long /classify takes while nothing is trained and while
// the same process trains, and how fast the training is without and with these requests.
//
//     dotnet run --project benchmarks/Neighbours -c Release [-- --rounds 5 --seconds 10 | --quick]
//
// The service runs as a process of its own; client and service share the machine, as one host's callers often do not.
using System.ComponentModel;
using System.Diagnostics;
using Clearsight.Benchmarks;
using Clearsight.Benchmarks.Neighbours;

if (NeighboursOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(NeighboursOptions.Usage);
    return 1;
}

var time = TimeProvider.System;
await using var host = await ServerProcess.StartServiceAsync();
PutClientFirst();
var generator = new LoadGenerator(host.Client, await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "ankle-boot.png")), time);
await generator.RunAsync(options.Seconds);
var training = await BackgroundTraining.StartPausedAsync(host.Client, time);

var load = new ForeignLoad(time, host.Process);
var rounds = new List<Round>();
while (rounds.Count < options.Rounds)
{
    await Console.Error.WriteLineAsync($"Round {rounds.Count + 1} of {options.Rounds}");
    var idle = await generator.RunAsync(options.Seconds);
    await training.ResumeAsync();
    var alone = await training.ImagesPerSecondAsync(() => Task.Delay(TimeSpan.FromSeconds(options.Seconds), time));
    Latencies busy = null!;
    var disturbed = await training.ImagesPerSecondAsync(async () => busy = await generator.RunAsync(options.Seconds));
    await training.PauseAsync();
    rounds.Add(new Round(idle, busy, alone, disturbed));
}

var description = load.Describe();
await Console.Out.WriteAsync(NeighboursReport.Of(options, rounds, GateCost.Measure(time), description));
return 0;

// Its own waiting for a core would count as the service's latency. After the service was started: a child inherits it.
static void PutClientFirst()
{
    try
    {
        using var client = Process.GetCurrentProcess();
        client.PriorityClass = ProcessPriorityClass.High;
    }
    catch (Exception exception) when (exception is Win32Exception or UnauthorizedAccessException)
    {
        Console.Error.WriteLine("No right to raise the client's priority: what it waits for a core counts as latency.");
    }
}
