using System.Globalization;
using System.Text.RegularExpressions;

namespace Clearsight.Api.Tests.Telemetry;

/// <summary>
/// An answer in Prometheus' text format 0.0.4, read more strictly than Prometheus itself does: every family is typed and
/// described, stands in one piece, has no series twice, and a histogram's buckets add up.
/// </summary>
internal sealed partial class Exposition
{
    private readonly Dictionary<string, Family> _families = new(StringComparer.Ordinal);

    private Exposition()
    {
    }

    public IReadOnlyCollection<Family> Families => _families.Values;

    /// <exception cref="FormatException">A line breaks the format.</exception>
    public static Exposition Parse(string text)
    {
        if (!text.EndsWith('\n'))
        {
            throw new FormatException("The last line has no end.");
        }

        var exposition = new Exposition();
        Family? family = null;
        foreach (var line in text[..^1].Split('\n').Where(line => line.Length > 0))
        {
            if (line[0] == '#')
            {
                family = exposition.Describe(family, line);
            }
            else
            {
                (family ?? throw new FormatException($"A sample comes before its family: {line}")).Add(Sample.Parse(line));
            }
        }

        foreach (var complete in exposition._families.Values)
        {
            complete.Check();
        }

        return exposition;
    }

    /// <summary>Names as queries write them: those of samples.</summary>
    public IReadOnlySet<string> SampleNames() => Families.SelectMany(family => family.Samples).Select(sample => sample.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>The sum over the samples of this name that have all of these labels; 0 where there is none.</summary>
    /// <param name="labels">Keys and values in turn; a value that is empty means that the label is not there.</param>
    public double Sum(string name, params string[] labels) => Samples(name, labels).Sum(sample => sample.Value);

    public IEnumerable<Sample> Samples(string name, params string[] labels) =>
        from family in Families
        from sample in family.Samples
        where sample.Name == name && labels.Chunk(2).All(label => sample.Labels.GetValueOrDefault(label[0], "") == label[1])
        select sample;

    private Family Describe(Family? current, string line)
    {
        var words = line.Split(' ', 4);
        if (words is not ["#", "HELP" or "TYPE", var name, var text] || !MetricName().IsMatch(name))
        {
            throw new FormatException($"Neither HELP nor TYPE of a metric: {line}");
        }

        if (current?.Name != name)
        {
            current = new Family(name);
            if (!_families.TryAdd(name, current))
            {
                throw new FormatException($"The family {name} comes in two pieces.");
            }
        }

        current.Describe(words[1], text);
        return current;
    }

    [GeneratedRegex("^[a-zA-Z_:][a-zA-Z0-9_:]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricName();

    /// <summary>A metric with all its series.</summary>
    internal sealed class Family(string name)
    {
        private readonly HashSet<string> _series = new(StringComparer.Ordinal);

        public string Name => name;

        public string? Type { get; private set; }

        public string? Help { get; private set; }

        public List<Sample> Samples { get; } = [];

        public void Describe(string what, string text)
        {
            if (Samples.Count > 0 || (what == "HELP" ? Help : Type) is not null)
            {
                throw new FormatException($"{what} of {name} comes twice or too late.");
            }

            (Help, Type) = what == "HELP" ? (text, Type) : (Help, text);
        }

        public void Add(Sample sample)
        {
            if (!Allowed().Contains(sample.Name, StringComparer.Ordinal))
            {
                throw new FormatException($"{sample.Name} does not belong to the {Type} {name}.");
            }

            if (!_series.Add(sample.Identity))
            {
                throw new FormatException($"{sample.Identity} comes twice.");
            }

            Samples.Add(sample);
        }

        public void Check()
        {
            if (string.IsNullOrWhiteSpace(Help) || Type is not ("counter" or "gauge" or "histogram") || Samples.Count == 0)
            {
                throw new FormatException($"{name} has no sample, no description or the type '{Type}'.");
            }

            if (Type == "counter" && (!name.EndsWith("_total", StringComparison.Ordinal) || Samples.Exists(sample => !(sample.Value >= 0))))
            {
                throw new FormatException($"The counter {name} is not called _total or is below zero.");
            }

            if (Type == "histogram")
            {
                foreach (var histogram in Samples.GroupBy(sample => sample.IdentityWithoutBound, StringComparer.Ordinal))
                {
                    CheckHistogram([.. histogram]);
                }
            }
        }

        private string[] Allowed() => Type == "histogram" ? [name + "_bucket", name + "_sum", name + "_count"] : [name];

        private void CheckHistogram(List<Sample> samples)
        {
            var buckets = samples.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal)).ToList();
            var bounds = buckets.ConvertAll(bucket => bucket.Bound);
            var counts = buckets.ConvertAll(bucket => bucket.Value);
            if (!bounds.SequenceEqual(bounds.Distinct().Order())
                || !counts.SequenceEqual(counts.Order())
                || bounds.Count < 2
                || !double.IsPositiveInfinity(bounds[^1])
                || counts[^1] != samples.Single(sample => sample.Name.EndsWith("_count", StringComparison.Ordinal)).Value
                || samples.Count(sample => sample.Name.EndsWith("_sum", StringComparison.Ordinal)) != 1)
            {
                throw new FormatException($"The buckets of {name} do not add up.");
            }
        }
    }

    internal sealed partial record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
    {
        public string Identity => $"{Name}{{{Text(Labels)}}}";

        /// <summary>Of the histogram that it is a part of.</summary>
        public string IdentityWithoutBound => Text(Labels.Where(label => label.Key != "le"));

        public double Bound => Number(Labels["le"]);

        public static Sample Parse(string line)
        {
            var match = Line().Match(line);
            if (!match.Success)
            {
                throw new FormatException($"No sample: {line}");
            }

            var labels = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, value) in match.Groups["key"].Captures.Zip(match.Groups["text"].Captures))
            {
                if (!labels.TryAdd(key.Value, value.Value))
                {
                    throw new FormatException($"The label {key.Value} comes twice: {line}");
                }
            }

            return new Sample(match.Groups["name"].Value, labels, Number(match.Groups["value"].Value));
        }

        private static string Text(IEnumerable<KeyValuePair<string, string>> labels) =>
            string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}=\"{label.Value}\""));

        private static double Number(string text) => text switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };

        /// <summary>Name, labels, value; a time may follow it, which nobody here gives.</summary>
        [GeneratedRegex(
            """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<key>[a-zA-Z_][a-zA-Z0-9_]*)="(?<text>([^"\\]|\\["\\n])*)"(,(?!\})|(?=\})))*\})? (?<value>\S+)$""",
            RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Line();
    }
}
