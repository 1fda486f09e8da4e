using System.Globalization;

namespace Clearsight.Benchmarks.Neighbours;

/// <param name="Seconds">Of each of the three parts of a round.</param>
internal sealed record NeighboursOptions(int Rounds = 5, double Seconds = 10)
{
    public const string Usage = "Options: [--quick] [--rounds 1..1000] [--seconds 1..1000], where --quick is one round with parts of two seconds.";

    /// <returns>Null when they cannot be read.</returns>
    public static NeighboursOptions? Parse(ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => new NeighboursOptions(),
        ["--quick", .. var rest] when Parse(rest) is { } options => options with { Rounds = 1, Seconds = 2 },
        ["--rounds", var text, .. var rest] when int.TryParse(text, CultureInfo.InvariantCulture, out var rounds) && rounds is >= 1 and <= 1000
            && Parse(rest) is { } options => options with { Rounds = rounds },
        ["--seconds", var text, .. var rest] when double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 1000
            && Parse(rest) is { } options => options with { Seconds = seconds },
        _ => null,
    };
}
