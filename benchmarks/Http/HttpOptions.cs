using System.Globalization;

namespace Clearsight.Benchmarks.Http;

/// <param name="Seconds">Of each visit.</param>
internal sealed record HttpOptions(int Rounds = 3, double Seconds = 4)
{
    public const string Usage = "Options: [--quick] [--rounds 1..1000] [--seconds 1..1000], where --quick is one round with visits of a second; or --overload 1..3600, in seconds.";

    /// <returns>Null when they cannot be read.</returns>
    public static HttpOptions? Parse(ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => new HttpOptions(),
        ["--quick", .. var rest] when Parse(rest) is { } options => options with { Rounds = 1, Seconds = 1 },
        ["--rounds", var text, .. var rest] when int.TryParse(text, CultureInfo.InvariantCulture, out var rounds) && rounds is >= 1 and <= 1000
            && Parse(rest) is { } options => options with { Rounds = rounds },
        ["--seconds", var text, .. var rest] when double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 1000
            && Parse(rest) is { } options => options with { Seconds = seconds },
        _ => null,
    };
}
