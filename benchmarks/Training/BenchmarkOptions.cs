using System.Globalization;
using Clearsight.Benchmarks.Training.Report;

namespace Clearsight.Benchmarks.Training;

/// <param name="Rounds">In each one every contestant trains every network once.</param>
/// <param name="Seconds">How long each of these visits is at least; a step is never cut.</param>
/// <param name="Network">Only this one; null for all.</param>
internal sealed record BenchmarkOptions(int Rounds = 5, double Seconds = 3, string? Network = null)
{
    public const string Usage = "Options: [--quick] [--rounds 1..1000] [--seconds 0.1..1000] [--network id], where --quick is one round of one second.";

    /// <returns>Null when they cannot be read.</returns>
    public static BenchmarkOptions? Parse(ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => new BenchmarkOptions(),
        ["--quick", .. var rest] when Parse(rest) is { } options => options with { Rounds = 1, Seconds = 1 },
        ["--rounds", var text, .. var rest] when int.TryParse(text, CultureInfo.InvariantCulture, out var rounds) && rounds is >= 1 and <= 1000
            && Parse(rest) is { } options => options with { Rounds = rounds },
        ["--seconds", var text, .. var rest] when double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.1 and <= 1000
            && Parse(rest) is { } options => options with { Seconds = seconds },
        ["--network", var network, .. var rest] when NominalWork.IsKnown(network) && Parse(rest) is { } options => options with { Network = network },
        _ => null,
    };
}
