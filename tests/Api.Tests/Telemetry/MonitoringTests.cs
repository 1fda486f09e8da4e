using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Serving.Tests.Drawn;

namespace Clearsight.Api.Tests.Telemetry;

/// <summary>What the dashboard draws, the alert rules watch and the documentation lists is what a host really tells.</summary>
public sealed partial class MonitoringTests(MonitoringTests.BusyHost busy) : IClassFixture<MonitoringTests.BusyHost>
{
    private static readonly string Repository = typeof(MonitoringTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryFolder").Value!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_metric_of_the_dashboard_is_there()
    {
        var dashboard = await DashboardAsync();
        var expressions = Panels(dashboard)
            .SelectMany(panel => panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray() : [])
            .Select(target => target.GetProperty("expr").GetString()!)
            .Concat(dashboard.GetProperty("annotations").GetProperty("list").EnumerateArray().Select(annotation => annotation.GetProperty("expr").GetString()!))
            .Concat(dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Select(variable => variable.GetProperty("definition").GetString()!))
            .ToList();

        Assert.True(expressions.Count > 30);
        Assert.Empty(Unknown(expressions));
        Assert.Empty(UnknownLabels(expressions));
    }

    [Fact]
    public async Task Every_panel_of_the_dashboard_has_a_place_and_a_source_of_its_own()
    {
        var panels = Panels(await DashboardAsync()).ToList();

        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.All(panels, panel => Assert.False(string.IsNullOrWhiteSpace(panel.GetProperty("title").GetString())));
        var source = SourceUid().Match(await ReadAsync("docker/grafana/provisioning/datasources/prometheus.yml")).Groups["uid"].Value;
        Assert.All(
            panels.Where(panel => panel.GetProperty("type").GetString() != "row"),
            panel => Assert.Equal(source, panel.GetProperty("datasource").GetProperty("uid").GetString()));
        var places = panels.Select(panel => panel.GetProperty("gridPos")).Select(place => new Place(
            place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32(), place.GetProperty("w").GetInt32(), place.GetProperty("h").GetInt32())).ToList();
        Assert.All(places, place => Assert.True(place is { X: >= 0, Y: >= 0, W: > 0, H: > 0 } && place.X + place.W <= 24));
        Assert.DoesNotContain(places.Index(), one => places.Index().Any(other => other.Index > one.Index && other.Item.Covers(one.Item)));
    }

    [Fact]
    public async Task Every_metric_of_the_alert_rules_is_there()
    {
        var expressions = Expression().Matches(await ReadAsync("docker/prometheus/alerts.yml")).Select(match => match.Groups["expr"].Value).ToList();

        Assert.True(expressions.Count >= 4);
        Assert.Empty(Unknown(expressions));
        Assert.Empty(UnknownLabels(expressions));
    }

    [Fact]
    public async Task Every_metric_of_our_own_is_documented_with_its_labels_and_no_other()
    {
        var documented = Row().Matches(await ReadAsync("docs/operations.md"))
            .ToDictionary(
                match => match.Groups["name"].Value,
                match => match.Groups["label"].Captures.Select(label => label.Value).Order().ToList(),
                StringComparer.Ordinal);

        var exposed = busy.Scraped.Families.Where(family => family.Name.StartsWith("clearsight_", StringComparison.Ordinal)).ToList();
        Assert.Equal(exposed.Select(family => family.Name).Order(), documented.Keys.Where(name => name.StartsWith("clearsight_", StringComparison.Ordinal)).Order());
        // A reason is there only where something has failed.
        Assert.All(exposed, family => Assert.Equal(
            family.Samples.SelectMany(sample => sample.Labels.Keys).Where(label => label is not "le" and not "error_type").Distinct().Order(),
            documented[family.Name].Where(label => label != "error_type")));
    }

    private IEnumerable<string> Unknown(IEnumerable<string> expressions)
    {
        var known = busy.Scraped.SampleNames();
        return expressions.SelectMany(expression => Metric().Matches(Labels().Replace(expression, " "))).Select(match => match.Value)
            .Where(name => !known.Contains(name)).Distinct();
    }

    private IEnumerable<string> UnknownLabels(IEnumerable<string> expressions)
    {
        // The last two are Prometheus' own.
        var known = busy.Scraped.Families.SelectMany(family => family.Samples).SelectMany(sample => sample.Labels.Keys)
            .Concat(["instance", "job"]).ToHashSet(StringComparer.Ordinal);
        return expressions.SelectMany(expression => Labels().Matches(expression)).SelectMany(match => match.Groups["label"].Captures)
            .Select(label => label.Value).Where(label => !known.Contains(label)).Distinct();
    }

    private static JsonElement.ArrayEnumerator Panels(JsonElement dashboard) => dashboard.GetProperty("panels").EnumerateArray();

    private static async Task<JsonElement> DashboardAsync() =>
        JsonDocument.Parse(await ReadAsync("docker/grafana/dashboards/clearsight.json")).RootElement;

    private static Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(Repository, file), Token);

    [GeneratedRegex(@"\b(clearsight|http|kestrel|dotnet|target)_\w+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Metric();

    /// <summary>What a query filters or groups by.</summary>
    [GeneratedRegex(@"\{(\s*(?<label>\w+)\s*(=~|!~|!=|=)\s*""[^""]*""\s*,?)*\}|\bby\s*\((\s*(?<label>\w+)\s*,?)*\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Labels();

    [GeneratedRegex(@"^ +expr: (\|\n(?<expr>( {10,}.*\n)+)|(?<expr>.*)\n)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expression();

    [GeneratedRegex(@"^\s+uid: (?<uid>\w+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SourceUid();

    /// <summary>The name in the first cell of a row, labels in the third.</summary>
    [GeneratedRegex(@"^\| `(?<name>\w+)` \|[^|]*\|( *`(?<label>\w+)`,?)*[^|]*\|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    private sealed record Place(int X, int Y, int W, int H)
    {
        public bool Covers(Place other) => X < other.X + other.W && other.X < X + W && Y < other.Y + other.H && other.Y < Y + H;
    }

    /// <summary>One scrape of a host that has done everything once and is in the middle of a training.</summary>
    public sealed class BusyHost : IAsyncLifetime
    {
        internal Exposition Scraped { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await using var host = MetricsHost.Create();
            host.Listen();
            await host.WithModelsAsync();
            using var drawn = Drawing.Ring(28, 28);
            using var classified = await host.PostImageAsync("/classify", Drawing.Encode(drawn, "png"));
            using var cleaned = await host.PostImageAsync("/denoise", Drawing.Encode(drawn, "png"));
            using var failed = await host.PostImageAsync("/denoise", []);
            await host.EventsAsync(await host.TrainAsync(epochs: 1));
            var running = await host.TrainAsync(epochs: 1000);
            await host.EventsAsync(running, upTo: "metric");

            Scraped = await host.ScrapeAsync(seen =>
                seen.Sum("clearsight_training_progress") > 0 && seen.Sum("clearsight_training_attempt_duration_seconds_count") == 1);

            (await host.Client.PostAsync($"/jobs/{running}/cancel", content: null, Token)).EnsureSuccessStatusCode();
            await host.EventsAsync(running);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
