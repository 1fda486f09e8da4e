using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Clearsight.Api.Tests.Readme;

public sealed partial class ReadmeTests
{
    /// <summary>The address that the README's examples call.</summary>
    private const string Address = "localhost:8080";

    private static readonly string Repository = typeof(ReadmeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryFolder").Value!;

    /// <summary>
    /// Runs every block marked <c>sh</c>, top to bottom in one shell, as a reader would who types them in. An example
    /// fails with its command, and curl with an answer that is an error.
    /// </summary>
    [Fact]
    public async Task Every_example_runs()
    {
        Assert.SkipUnless(IsOnPath("bash") && IsOnPath("curl"), "The examples need bash and curl.");
        await using var host = WithTheModelsThatShip();
        var script = await ScriptAsync(host);

        var (exitCode, output) = await RunAsync(script);

        Assert.True(exitCode == 0, $"Exit code {exitCode} after:\n{output}");
    }

    /// <summary>What depends on the processor, such as the last digit of a probability, is left out.</summary>
    [Fact]
    public async Task The_answers_that_it_shows_are_those_of_the_models_that_ship()
    {
        await using var host = WithTheModelsThatShip();
        var readme = await TextAsync();
        var comparison = await host.Client.GetStringAsync(
            "/comparisons?models=fashion-classifier:1,fashion-transfer:1&format=text", TestContext.Current.CancellationToken);
        var models = await host.Client.GetFromJsonAsync<JsonElement>("/models", TestContext.Current.CancellationToken);

        Assert.Contains(comparison.Split('\n').First(line => line.StartsWith("fashion-classifier:1 classifies", StringComparison.Ordinal)), readme, StringComparison.Ordinal);
        var selected = models.GetProperty("items").EnumerateArray().Where(model => model.GetProperty("selected").GetBoolean()).ToList();
        Assert.Equal(2, selected.Count);
        Assert.All(selected, model => Assert.Contains(model.GetProperty("digest").GetString()!, readme, StringComparison.Ordinal));
    }

    private static TestHost WithTheModelsThatShip() => new() { ["Models:Directory"] = Path.Combine(Repository, "models") };

    private static Task<string> TextAsync() =>
        File.ReadAllTextAsync(Path.Combine(Repository, "README.md"), TestContext.Current.CancellationToken);

    private static async Task<string> ScriptAsync(TestHost host)
    {
        var readme = await TextAsync();
        var blocks = Example().Matches(readme).Select(match => match.Groups["code"].Value).ToList();
        Assert.NotEmpty(blocks);
        var examples = string.Concat(blocks);
        Assert.Contains(Address, examples, StringComparison.Ordinal);

        // What the examples write goes into the test's own folder, beside the pictures that they read.
        var docs = Directory.CreateDirectory(Path.Combine(host.Folder, "docs"));
        Directory.CreateSymbolicLink(Path.Combine(docs.FullName, "pictures"), Path.Combine(Repository, "docs", "pictures"));
        return $$"""
            set -euxo pipefail
            cd '{{host.Folder}}'
            curl() { command curl --fail-with-body --silent --show-error --max-time 300 "$@"; }
            {{examples.Replace(Address, host.Listen().Authority, StringComparison.Ordinal)}}
            """;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec 2>&1\n{script}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (bash.ExitCode, output);
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    [GeneratedRegex(@"^```sh\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Example();
}
