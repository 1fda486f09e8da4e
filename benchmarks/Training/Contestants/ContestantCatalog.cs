using Clearsight.Learning.Native;
using TorchSharp;

namespace Clearsight.Benchmarks.Training.Contestants;

/// <summary>Who takes part, and what each does in its own process.</summary>
internal static class ContestantCatalog
{
    public const string Own = "own";
    public const string Straight = "straight";
    public const string Ceiling = "ceiling";

    // The system's Python is the one that a distribution's package goes to; what comes first in the path may be another.
    private static readonly string[] Pythons = ["/usr/bin/python3", "python3"];

    /// <summary>Runs one that is part of this program, until its input ends.</summary>
    public static int Serve(string name)
    {
        var time = TimeProvider.System;
        switch (name)
        {
            case Own:
                Libtorch.Prepare();
                Lines.Serve<Visit>("Clearsight", new OwnTraining(time).ImagesPerSecond);
                return 0;
            case Straight:
                // Without Libtorch.Prepare, which sets the allocator.
                Lines.Serve<Visit>("straight TorchSharp", new StraightTraining(time).ImagesPerSecond);
                return 0;
            case Ceiling:
                Libtorch.Prepare();
                Lines.Serve<CeilingVisit>($"libtorch {torch.__version__}", new Ceiling(time).OperationsPerSecond);
                return 0;
            default:
                return 1;
        }
    }

    public static async Task<Contestant> StartAsync(string name) =>
        await Contestant.StartAsync("dotnet", typeof(ContestantCatalog).Assembly.Location, Contestant.Verb, name)
        ?? throw new InvalidOperationException($"The contestant '{name}' did not start.");

    /// <returns>Null where no Python has PyTorch.</returns>
    public static async Task<Contestant?> StartPyTorchAsync()
    {
        foreach (var python in Pythons)
        {
            if (await Contestant.StartAsync(python, Path.Combine(AppContext.BaseDirectory, "Contestants", "pytorch_peer.py")) is { } contestant)
            {
                return contestant;
            }
        }

        return null;
    }
}
