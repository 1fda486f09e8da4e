using System.Diagnostics;
using System.Reflection;
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
        await using var host = new TestHost { ["Models:Directory"] = Path.Combine(Repository, "models") };
        var script = await ScriptAsync(host);

        var (exitCode, output) = await RunAsync(script);

        Assert.True(exitCode == 0, $"Exit code {exitCode} after:\n{output}");
    }

    private static async Task<string> ScriptAsync(TestHost host)
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository, "README.md"), TestContext.Current.CancellationToken);
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
