using Clearsight.Benchmarks.Training.Contestants;
using Clearsight.Domain.Recipes;

namespace Clearsight.Benchmarks.Training.Report;

/// <summary>All that was measured.</summary>
/// <param name="Contestants">Names, the service's own training first.</param>
/// <param name="KernelShares">Of each contestant's processor time, in the same order.</param>
/// <param name="Load">What else the machine did, as a sentence.</param>
/// <param name="PeakMemory">Null when the denoiser was left out.</param>
internal sealed record Measurements(
    BenchmarkOptions Options,
    IReadOnlyList<Recipe> Recipes,
    IReadOnlyList<string> Contestants,
    IReadOnlyList<double> KernelShares,
    string Libtorch,
    IReadOnlyList<Round> Rounds,
    string Load,
    PeakMemory? PeakMemory);

internal sealed class Round
{
    /// <summary>By id of the recipe and name of the contestant.</summary>
    public Dictionary<(string Recipe, string Contestant), double> ImagesPerSecond { get; } = [];

    /// <summary>Floating-point operations a second.</summary>
    public Dictionary<CeilingOperation, double> Ceilings { get; } = [];
}

/// <param name="Bytes">Resident, of the service's own training with this recipe.</param>
internal sealed record PeakMemory(Recipe Recipe, long Bytes);
