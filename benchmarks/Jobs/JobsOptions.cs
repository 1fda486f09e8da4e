using System.Globalization;

namespace Clearsight.Benchmarks.Jobs;

/// <summary>How much there is to be, and where.</summary>
/// <param name="Postgres">One that waits for the disk with each commit; else SQLite, which does so, too.</param>
/// <param name="Jobs">That wait at the end.</param>
/// <param name="Connections">That send them, each one after the other.</param>
/// <param name="Metrics">Rows of metrics, a thousand a job.</param>
internal sealed record JobsOptions(bool Postgres, int Jobs, int Connections, int Metrics)
{
    /// <summary>Reads <c>--database sqlite|postgres --jobs N --connections N --metrics N</c>.</summary>
    public static JobsOptions Parse(string[] arguments)
    {
        var values = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair.Length == 2 ? pair[1] : "", StringComparer.Ordinal);
        int Number(string name, int otherwise) =>
            values.TryGetValue(name, out var text) ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
        var postgres = values.GetValueOrDefault("--database", "sqlite") switch
        {
            "postgres" => true,
            "sqlite" => false,
            var other => throw new FormatException($"--database is '{other}'; it must be sqlite or postgres."),
        };
        return new JobsOptions(postgres, Number("--jobs", 10_000), Number("--connections", 16), Number("--metrics", 1_000_000));
    }
}
