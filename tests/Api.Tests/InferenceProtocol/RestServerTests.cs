using System.Net;
using System.Text.Json.Nodes;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain.Models;
using Clearsight.Serving.Tests.Models;

namespace Clearsight.Api.Tests.InferenceProtocol;

public sealed class RestServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v2")]
    [InlineData("/v2/")]
    public async Task The_server_says_what_it_is_and_which_extensions_it_has(string path)
    {
        await using var host = new TestHost();
        var server = await GetAsync(host, path);
        Assert.Equal("clearsight", server["name"]!.GetValue<string>());
        Assert.Matches(@"^\d+\.\d+\.\d+$", server["version"]!.GetValue<string>());
        Assert.Contains("binary_tensor_data", server["extensions"]!.AsArray().Select(extension => extension!.GetValue<string>()));
    }

    [Fact]
    public async Task It_lives_and_is_ready()
    {
        await using var host = new TestHost();
        Assert.True((await GetAsync(host, "/v2/health/live"))["live"]!.GetValue<bool>());
        Assert.True((await GetAsync(host, "/v2/health/ready"))["ready"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_classifier_tells_its_tensors_and_what_its_classes_are()
    {
        await using var host = await new TestHost().WithModelsAsync();
        var model = await GetAsync(host, "/v2/models/some-classifier");
        Assert.Equal("some-classifier", model["name"]!.GetValue<string>());
        Assert.Equal("onnx_onnxv1", model["platform"]!.GetValue<string>());
        Assert.Equal("""[{"name":"images","datatype":"FP32","shape":[-1,1,28,28]}]""", model["inputs"]!.ToJsonString());
        Assert.Equal(["probabilities", "logits"], model["outputs"]!.AsArray().Select(output => output!["name"]!.GetValue<string>()));
        Assert.All(model["outputs"]!.AsArray(), output =>
        {
            Assert.Equal("FP32", output!["datatype"]!.GetValue<string>());
            Assert.Equal([-1, 10], output.Shape());
            Assert.Equal(Enumerable.Range(0, 10).Select(label => $"class-{label}"), output["labels"]!.AsArray().Select(label => label!.GetValue<string>()));
        });
        Assert.Equal("classify", model["parameters"]!["task"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_denoiser_takes_images_of_any_size()
    {
        await using var host = await new TestHost().WithModelsAsync();
        var model = await GetAsync(host, "/v2/models/denoise");
        Assert.Equal("some-denoiser", model["name"]!.GetValue<string>());
        Assert.Equal("""[{"name":"images","datatype":"FP32","shape":[-1,1,-1,-1]}]""", model["inputs"]!.ToJsonString());
        Assert.Equal("""[{"name":"denoised","datatype":"FP32","shape":[-1,1,-1,-1]}]""", model["outputs"]!.ToJsonString());
    }

    [Fact]
    public async Task A_name_is_its_newest_version_a_task_the_selected_one_and_every_version_has_its_own_address()
    {
        await using var host = await new TestHost().WithModelsAsync();
        await UntrainedModel.RegisterClassifierAsync(host.Get<IModelRegistry>(), seed: 5);
        Assert.Equal(("2", """["2","1"]"""), await VersionAsync(host, "some-classifier"));
        Assert.Equal(("1", """["2","1"]"""), await VersionAsync(host, "some-classifier/versions/1"));
        Assert.Equal(("1", """["2","1"]"""), await VersionAsync(host, "classify"));
    }

    [Theory]
    [InlineData("/v2/models/nobody")]
    [InlineData("/v2/models/nobody/ready")]
    [InlineData("/v2/models/some-classifier/versions/7")]
    [InlineData("/v2/models/some-classifier/versions/7/ready")]
    [InlineData("/v2/models/some-classifier/versions/first")]
    [InlineData("/v2/models/Not%20a%20name/ready")]
    [InlineData("/v2/models/classify/versions/1")]
    [InlineData("/v2/elsewhere")]
    public async Task What_is_not_there_is_told_in_the_form_of_the_protocol(string path)
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var answer = await host.Client.GetAsync(path, Token);
        var problem = await answer.ReadProblemAsync(404);
        Assert.Equal(problem.Detail, problem.Error);
    }

    [Fact]
    public async Task A_model_is_ready_once_it_can_be_loaded()
    {
        await using var host = await new TestHost().WithModelsAsync();
        var version = await UntrainedModel.RegisterClassifierAsync(host.Get<IModelRegistry>(), seed: 5);
        foreach (var path in (string[])["classify", "some-denoiser", "some-classifier/versions/2"])
        {
            var ready = await GetAsync(host, $"/v2/models/{path}/ready");
            Assert.Equal((path.Split('/')[0], true), (ready["name"]!.GetValue<string>(), ready["ready"]!.GetValue<bool>()));
        }

        var third = await UntrainedModel.RegisterClassifierAsync(host.Get<IModelRegistry>(), seed: 6);
        await File.WriteAllTextAsync(await host.Get<IModelRegistry>().PathOfAsync(third, ModelFiles.Onnx, Token), "broken", Token);
        using var broken = await host.Client.GetAsync("/v2/models/some-classifier/ready", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, broken.StatusCode);
        Assert.Equal("""{"name":"some-classifier","ready":false}""", await broken.Content.ReadAsStringAsync(Token));
        Assert.Equal(2, version.Version);
    }

    [Fact]
    public async Task Where_nothing_is_selected_a_task_is_not_ready()
    {
        await using var host = new TestHost();
        using var ready = await host.Client.GetAsync("/v2/models/classify/ready", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using var metadata = await host.Client.GetAsync("/v2/models/classify", Token);
        Assert.Contains("PUT /selection/classify", (await metadata.ReadProblemAsync(503)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_index_lists_every_version_and_which_are_loaded()
    {
        await using var host = await new TestHost().WithModelsAsync();
        await UntrainedModel.RegisterClassifierAsync(host.Get<IModelRegistry>(), seed: 5);
        Assert.Equal(
            [("some-classifier", "2", "UNAVAILABLE"), ("some-classifier", "1", "READY"), ("some-denoiser", "1", "READY")],
            await IndexAsync(host, "{}"));
        Assert.Equal([("some-classifier", "1", "READY"), ("some-denoiser", "1", "READY")], await IndexAsync(host, """{"ready": true}"""));

        await GetAsync(host, "/v2/models/some-classifier/versions/2/ready");
        Assert.Equal(3, (await IndexAsync(host, """{"ready": true}""")).Count);
    }

    [Fact]
    public async Task The_index_needs_no_body()
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var answer = await host.Client.PostAsync("/v2/repository/index", null, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<(string Version, string Versions)> VersionAsync(TestHost host, string path)
    {
        var model = await GetAsync(host, $"/v2/models/{path}");
        return (model["parameters"]!["version"]!.GetValue<string>(), model["versions"]!.ToJsonString());
    }

    private static async Task<IReadOnlyList<(string Name, string Version, string State)>> IndexAsync(TestHost host, string body)
    {
        using var answer = await host.Client.PostAsync(
            "/v2/repository/index", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!.AsArray().Select(model => (
            model!["name"]!.GetValue<string>(), model["version"]!.GetValue<string>(), model["state"]!.GetValue<string>()))];
    }

    private static async Task<JsonNode> GetAsync(TestHost host, string path)
    {
        using var answer = await host.Client.GetAsync(path, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }
}
