using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Clearsight.Api.Tests.Documentation;

/// <summary>The OpenAPI document is a promise: it changes only when somebody looks at the change.</summary>
public sealed class OpenApiTests
{
    /// <summary>Set to 1, the test writes the snapshot instead of comparing with it.</summary>
    private const string Update = "CLEARSIGHT_UPDATE_SNAPSHOTS";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_is_the_reviewed_one()
    {
        var document = (await DocumentAsync()).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            await File.WriteAllTextAsync(SnapshotInSource(), document, Token);
        }

        var snapshot = await File.ReadAllTextAsync(SnapshotInSource(), Token);
        Assert.True(snapshot == document, $"The OpenAPI document changed. If that is wanted, run the tests with {Update}=1.\n{Difference(snapshot, document)}");
    }

    [Fact]
    public async Task The_document_is_valid()
    {
        var result = OpenApiDocument.Parse(await DocumentAsync(), "json");

        Assert.NotNull(result.Document);
        Assert.Empty(result.Diagnostic!.Errors.Select(error => $"{error.Pointer}: {error.Message}"));
        Assert.Empty(result.Diagnostic!.Warnings.Select(warning => $"{warning.Pointer}: {warning.Message}"));
    }

    [Fact]
    public async Task Every_operation_has_an_id_a_tag_a_summary_and_its_errors()
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, operation) in await OperationsAsync())
        {
            Assert.True(ids.Add(operation["operationId"]!.GetValue<string>()), name);
            Assert.Single(operation["tags"]!.AsArray());
            Assert.EndsWith(".", operation["summary"]!.GetValue<string>(), StringComparison.Ordinal);
            var responses = operation["responses"]!.AsObject();
            Assert.Contains(responses, response => response.Key[0] == '2');
            Assert.All(
                responses.Where(response => response.Key[0] is '4' or '5' && response.Value!["description"]!.GetValue<string>().Length > 0),
                response => Assert.NotNull(response.Value!["content"]));
            Assert.True(responses.ContainsKey("500"), name);
        }
    }

    [Fact]
    public async Task Every_json_body_has_an_example_and_every_parameter_a_description()
    {
        var missing = new List<string>();
        foreach (var (name, operation) in await OperationsAsync())
        {
            var bodies = operation["responses"]!.AsObject().Where(response => response.Key[0] == '2')
                .Select(response => response.Value!["content"]?["application/json"])
                .Append(operation["requestBody"]?["content"]?["application/json"])
                .OfType<JsonNode>()
                // A file that happens to be JSON says itself what is in it.
                .Where(body => body["schema"]?["$ref"]?.GetValue<string>() != "#/components/schemas/Stream");
            missing.AddRange(bodies.Where(body => body["example"] is null).Select(_ => $"{name}: example"));
            missing.AddRange((operation["parameters"]?.AsArray() ?? [])
                .Where(parameter => parameter!["description"] is null)
                .Select(parameter => $"{name}: {parameter!["name"]}"));
        }

        Assert.Empty(missing);
    }

    [Fact]
    public async Task Swagger_shows_the_document()
    {
        await using var host = new TestHost();

        Assert.Contains("swagger-ui", await host.Client.GetStringAsync("/swagger/index.html", Token), StringComparison.Ordinal);
        Assert.Contains("/openapi/v1.json", await host.Client.GetStringAsync("/swagger/index.js", Token), StringComparison.Ordinal);
    }

    private static async Task<string> DocumentAsync()
    {
        await using var host = new TestHost();
        return await host.Client.GetStringAsync("/openapi/v1.json", Token);
    }

    private static async Task<IReadOnlyList<(string Name, JsonNode Operation)>> OperationsAsync() =>
        [.. from path in JsonNode.Parse(await DocumentAsync())!["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            select ($"{operation.Key} {path.Key}", operation.Value!)];

    private static string SnapshotInSource([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "Snapshots", "openapi.v1.json");

    /// <summary>The lines between the first and the last difference, at most twenty of each side.</summary>
    private static string Difference(string expected, string actual)
    {
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var start = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        var end = before.Reverse().Zip(after.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        end = Math.Min(end, Math.Min(before.Length, after.Length) - start);
        return $"From line {start + 1}:\n"
            + string.Join('\n', before[start..^end].Take(20).Select(line => "- " + line)
                .Concat(after[start..^end].Take(20).Select(line => "+ " + line)));
    }
}
