using System.Globalization;

namespace Clearsight.Chaos;

/// <summary>What is to be survived.</summary>
/// <param name="Postgres">Many hosts on one PostgreSQL; else one host on SQLite.</param>
/// <param name="Kills">How often a process is killed or frozen; half of the workers' share are freezes.</param>
/// <param name="Restarts">Of PostgreSQL.</param>
/// <param name="Seed">Decides what happens to whom, though not exactly when.</param>
internal sealed record ChaosOptions(bool Postgres, int Kills, int Jobs, int Apis, int Workers, int Restarts, int Seed)
{
    /// <summary>Reads <c>--database sqlite|postgres --kills N --jobs N --apis N --workers N --restarts N --seed N</c>.</summary>
    public static ChaosOptions Parse(string[] arguments)
    {
        var values = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair.Length == 2 ? pair[1] : "", StringComparer.Ordinal);
        int Number(string name, int otherwise) =>
            values.TryGetValue(name, out var text) ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
        var postgres = values.GetValueOrDefault("--database", "postgres") switch
        {
            "postgres" => true,
            "sqlite" => false,
            var other => throw new FormatException($"--database is '{other}'; it must be sqlite or postgres."),
        };
        return new ChaosOptions(
            postgres, Number("--kills", 20), Number("--jobs", 40), Number("--apis", 2), Number("--workers", 3), Number("--restarts", postgres ? 2 : 0), Number("--seed", 1));
    }
}
