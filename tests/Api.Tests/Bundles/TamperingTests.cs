using System.Text.Json.Nodes;
using Clearsight.Api.Problems;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Tests.Bundles;

/// <summary>Bundles whose files say something else than they should. Each is refused with the place, and leaves nothing.</summary>
public sealed class TamperingTests : IAsyncLifetime
{
    private readonly TestHost _host = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("model.onnx")]
    [InlineData("model.int8.onnx")]
    [InlineData("model-card.md")]
    [InlineData("evaluation.json")]
    [InlineData("learning-curves.json")]
    public async Task A_file_that_was_changed_is_named(string file)
    {
        var bundle = Bundle();
        bundle.Files[file][^2] ^= 1;

        var error = await OneErrorAsync(bundle);

        Assert.Equal(file, error.Pointer);
        Assert.Contains("digest", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_files_that_were_changed_are_named()
    {
        var problem = await _host.RefusedAsync(Bundle().With(ModelFiles.Card, "# Other").With(ModelFiles.Onnx, "other").Pack(), 422);

        Assert.Equal([ModelFiles.Card, ModelFiles.Onnx], problem.Errors!.Select(error => error.Pointer).Order());
    }

    [Fact]
    public async Task A_file_that_the_manifest_does_not_list_is_named() =>
        Assert.Equal(ModelFiles.Evaluation, (await OneErrorAsync(Bundle().WithJson(ModelFiles.Manifest, manifest => manifest["files"]!.AsObject().Remove(ModelFiles.Evaluation)))).Pointer);

    [Fact]
    public async Task A_listed_file_that_is_not_there_is_named() =>
        Assert.Equal("manifest.json#/files/evaluation.json", (await OneErrorAsync(Bundle().Without(ModelFiles.Evaluation))).Pointer);

    [Fact]
    public async Task A_listed_file_that_no_bundle_has_is_named() => Assert.Equal(
        "manifest.json#/files/..~1secret",
        (await OneErrorAsync(Bundle().WithJson(ModelFiles.Manifest, manifest => manifest["files"]!["../secret"] = BundleFiles.Digest([])))).Pointer);

    [Fact]
    public async Task The_models_digest_is_that_of_its_weights() =>
        Assert.Equal("manifest.json#/digest", (await OneErrorAsync(Bundle().WithJson(ModelFiles.Manifest, manifest => manifest["digest"] = BundleFiles.Digest([])))).Pointer);

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("evaluation.json")]
    [InlineData("learning-curves.json")]
    public async Task A_later_format_asks_for_a_later_program(string file)
    {
        var error = await OneErrorAsync(Bundle().WithJson(file, json =>
        {
            json["format"] = 3;
            json["somethingNew"] = true;
        }), seal: file != ModelFiles.Manifest);

        Assert.Equal($"{file}#/format", error.Pointer);
        Assert.Contains("format 3, which came later", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manifest.json", "", "not JSON")]
    [InlineData("manifest.json", "null", "wrong type")]
    [InlineData("manifest.json", "[]", "wrong type")]
    [InlineData("manifest.json", "{ \"format\": 1 }", "missing")]
    [InlineData("manifest.json", "{ \"format\": 1, \"format\": 1 }", "given twice")]
    [InlineData("manifest.json", "{ \"format\": 0 }", "count from 1")]
    [InlineData("manifest.json", "{ \"format\": 1, ", "not JSON: it breaks at line 1")]
    [InlineData("evaluation.json", "{ \"format\": 1, \"classifier\": null, \"denoiser\": null }", "has 'classifier' and nothing else")]
    [InlineData("evaluation.json", "{ \"format\": 1.5 }", "wrong type")]
    [InlineData("learning-curves.json", "{ \"format\": 1, \"curves\": [null] }", "empty place")]
    [InlineData("learning-curves.json", "{ \"format\": 1, \"curves\": null }", "wrong type")]
    [InlineData("learning-curves.json", "{ \"format\": 1, \"curves\": [{ \"key\": \"train/loss\", \"epochs\": [1], \"values\": [null] }] }", "wrong type")]
    public async Task What_is_no_such_json_is_refused_with_its_place(string file, string json, string says)
    {
        var error = await OneErrorAsync(Bundle().With(file, json), seal: file != ModelFiles.Manifest);

        Assert.StartsWith($"{file}#", error.Pointer, StringComparison.Ordinal);
        Assert.Contains(says, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_that_is_nested_without_end_is_refused()
    {
        var depth = 50_000;
        await OneErrorAsync(Bundle().With(ModelFiles.Manifest, "{\"format\":1,\"model\":" + new string('[', depth) + new string(']', depth) + "}"));
    }

    public static TheoryData<string, string> Manifests => new()
    {
        { "network", "\"no-such-network\"" },
        { "network", "\"fashion-cnn\"" },
        { "task", "\"denoise\"" },
        { "parameterCount", "26299" },
        { "inputShape", "[-1, 1, 28, 29]" },
        { "inputShape", "[]" },
        { "outputShape", "[-1, 11]" },
        { "outputShape", "[10]" },
        { "classes", "[]" },
        { "classes", """["only one"]""" },
        { "classes", """["a", "b", "c", "d", "e", "f", "g", "h", "i", "i"]""" },
        { "classes", """["a", "b", "c", "d", "e", "f", "g", "h", "i", ""]""" },
        { "classes", """["a", "b", "c", "d", "e", "f", "g", "h", "i", "two\nlines"]""" },
        { "classes", """["a", "b", "c", "d", "e", "f", "g", "h", "i", "turned \u202e round"]""" },
        { "signalRanges", "[]" },
        { "signalRanges", "[1, 2]" },
        { "signalRanges", "[1, 2, 3, 4]" },
        { "signalRanges", "[0, 1, 1]" },
        { "signalRanges", "[1, -1, 1]" },
        { "signalRanges", "[1, 1, 1e9]" },
        { "signalRanges", "[1, 1, 1e-40]" },
        { "signalRanges", "[1, 1, 1e-400]" },
        { "temperature", "0" },
        { "temperature", "-1" },
        { "temperature", "\"NaN\"" },
        { "temperature", "1e999" },
        { "name", "\"../escape\"" },
        { "name", "\"\"" },
        { "recipe", "\"<b>\"" },
        { "dataset", "\"a/b\"" },
        { "datasetDigest", "\"sha256:12\"" },
        { "testDigest", "\"sha256:12\"" },
        { "parent", """{ "name": "mnist-denoiser", "version": 0 }""" },
        { "parent", """{ "name": "..", "version": 1 }""" },
        { "parent", """{ "name": "mnist-denoiser", "version": null }""" },
        { "parentDigest", "\"md5:1\"" },
        { "jobId", "\"../../jobs\"" },
        { "origin", """{ "model": { "name": "x", "version": -1 }, "parent": null, "jobId": null }""" },
        { "origin", """{ "model": { "name": "x", "version": 1 }, "parent": null, "jobId": "1" }""" },
        { "epoch", "0" },
        { "epoch", "1000" },
        { "metrics", """{ "test/loss": "NaN" }""" },
        { "metrics", """{ "test/loss": "Infinity" }""" },
        { "metrics", """{ "<img>": 1 }""" },
        { "hyperparameters", """{ "epochs": 0 }""" },
        { "hyperparameters", """{ "epochs": 20, "learningRate": "NaN" }""" },
        { "hyperparameters", """{ "epochs": 20, "teacher": "<b>:1" }""" },
        { "hyperparameters", """{ "epochs": 20, "teacher": null }""" },
        { "hyperparameters", """{ "epochs": 20, "seed": 18446744073709551615 }""" },
    };

    [Theory]
    [MemberData(nameof(Manifests))]
    public async Task What_no_manifest_may_say_is_refused_with_its_place(string field, string value)
    {
        var problem = await _host.RefusedAsync(Bundle().WithModel(model => model[field] = JsonNode.Parse(value)).Sealed().Pack(), 422);

        Assert.Contains(problem.Errors!, error => error.Pointer.StartsWith($"manifest.json#/model/{field}", StringComparison.Ordinal)
            // Several fields say one thing of the network; which of them was changed cannot be known.
            || (field is "network" or "task" or "classes" && error.Pointer.StartsWith("manifest.json#/model/", StringComparison.Ordinal)));
        Assert.All(problem.Errors!, error => Assert.EndsWith(".", error.Detail, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("epochs", "\"twenty\"")]
    [InlineData("optimizer", "3")]
    [InlineData("optimizer", "\"sgd\"")]
    [InlineData("momentum", "0.9")]
    public async Task Hyperparameters_are_read_strictly(string name, string value)
    {
        var error = await OneErrorAsync(Bundle().WithModel(model => model["hyperparameters"]![name] = JsonNode.Parse(value)));

        Assert.StartsWith("manifest.json#/model/hyperparameters", error.Pointer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_character_is_no_label()
    {
        var manifest = System.Text.Encoding.UTF8.GetString(Bundle().Files[ModelFiles.Manifest]);

        await _host.RefusedAsync(Bundle().With(ModelFiles.Manifest, manifest.Replace("Ankle boot", "\\ud800", StringComparison.Ordinal)).Pack(), 422);
    }

    [Theory]
    [InlineData("loadFrom")]
    [InlineData("Name")]
    public async Task A_field_that_nobody_knows_is_refused(string field) =>
        Assert.Contains($"no field '{field}'", (await OneErrorAsync(Bundle().WithModel(model => model[field] = "https://evil.example/model"))).Detail, StringComparison.Ordinal);

    [Fact]
    public async Task A_field_that_is_missing_is_named() =>
        Assert.Contains("network", (await OneErrorAsync(Bundle().WithModel(model => model.Remove("network")))).Detail, StringComparison.Ordinal);

    [Fact]
    public async Task A_version_counts_from_one() =>
        Assert.Equal("manifest.json#/version", (await OneErrorAsync(Bundle().WithJson(ModelFiles.Manifest, manifest => manifest["version"] = 0))).Pointer);

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        var bundle = Bundle()
            .WithModel(model =>
            {
                model["epoch"] = 0;
                model["parameterCount"] = 1;
            })
            .WithJson(ModelFiles.Evaluation, evaluation => evaluation["classifier"]!["images"] = 3)
            .With(ModelFiles.Card, [0xFF])
            .Sealed();

        var problem = await _host.RefusedAsync(bundle.Pack(), 422);

        Assert.Superset(
            new HashSet<string> { "manifest.json#/model/epoch", "manifest.json#/model/parameterCount", "model-card.md", "evaluation.json#/classifier/predicted" },
            problem.Errors!.Select(error => error.Pointer).ToHashSet());
    }

    [Theory]
    [InlineData("NUL \0")]
    [InlineData("escape \u001b[31m")]
    public async Task A_card_with_control_characters_is_refused(string card) =>
        Assert.Equal(ModelFiles.Card, (await OneErrorAsync(Bundle().With(ModelFiles.Card, card), seal: true)).Pointer);

    [Fact]
    public async Task A_card_that_is_no_text_is_refused() => Assert.Equal(ModelFiles.Card, (await OneErrorAsync(Bundle().With(ModelFiles.Card, [0xC3, 0x28]), seal: true)).Pointer);

    private static BundleFiles Bundle() => BundleFiles.Of("fashion-transfer");

    /// <param name="seal">Whether the manifest gets the digests of the changed files, as a careful forger would have it.</param>
    private async Task<ProblemError> OneErrorAsync(BundleFiles bundle, bool seal = false) =>
        Assert.Single((await _host.RefusedAsync((seal ? bundle.Sealed() : bundle).Pack(), 422)).Errors!);
}
