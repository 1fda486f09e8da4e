using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Clearsight.Api.Tests.InferenceProtocol;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain.Models;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Models;

namespace Clearsight.Api.Tests.Endpoints;

/// <summary>Of each task the first version serves; the second has equal weights, the third others.</summary>
public sealed class ShadowTests : IAsyncLifetime
{
    private readonly TestHost _host = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var registry = _host.Get<IModelRegistry>();
        await _host.WithModelsAsync();
        await UntrainedModel.RegisterDenoiserAsync(registry, seed: 1);
        await UntrainedModel.RegisterDenoiserAsync(registry, seed: 3);
        await UntrainedModel.RegisterClassifierAsync(registry, seed: 2);
        await UntrainedModel.RegisterClassifierAsync(registry, seed: 3);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_shadow_is_set_beside_the_selected_version_seen_and_ended()
    {
        var put = await ChangedAsync("classify", """{"shadow": "some-classifier:2", "share": 0.5}""");

        Assert.Equal(1, put.GetProperty("model").GetProperty("version").GetInt32());
        Assert.Equal(2, put.GetProperty("shadow").GetProperty("model").GetProperty("version").GetInt32());
        Assert.Equal(0.5, put.GetProperty("shadow").GetProperty("share").GetDouble());
        Assert.True(JsonElement.DeepEquals(put, await GetAsync("/selection/classify")));
        var shadow = await GetAsync("/selection/classify/shadow");
        Assert.Equal((1, 2, 0.5), (Version(shadow, "selected"), Version(shadow, "shadow"), shadow.GetProperty("share").GetDouble()));
        Assert.Equal((0, JsonValueKind.Null), (shadow.GetProperty("requests").GetProperty("seen").GetInt32(), shadow.GetProperty("agreement").ValueKind));
        await (await _host.Client.GetAsync("/selection/denoise/shadow", Token)).ReadProblemAsync(404);

        Assert.Equal(HttpStatusCode.NoContent, (await _host.Client.DeleteAsync("/selection/classify/shadow", Token)).StatusCode);

        Assert.Contains("PUT /selection/classify", (await (await _host.Client.GetAsync("/selection/classify/shadow", Token)).ReadProblemAsync(404)).Detail, StringComparison.Ordinal);
        await (await _host.Client.DeleteAsync("/selection/classify/shadow", Token)).ReadProblemAsync(404);
        Assert.Equal(JsonValueKind.Null, (await GetAsync("/selection/classify")).GetProperty("shadow").ValueKind);
    }

    [Fact]
    public async Task Whatever_the_selected_version_answers_is_shown_to_the_shadow_and_compared()
    {
        await ChangedAsync("classify", """{"shadow": "some-classifier:2", "share": 1}""");
        await ChangedAsync("denoise", """{"shadow": "some-denoiser:2", "share": 1}""");
        using var drawn = Drawing.Ring(28, 28);
        var image = Drawing.Encode(drawn, "png");
        float[] pixels = [.. Enumerable.Range(0, 2 * 28 * 28).Select(index => index % 256 / 255f)];
        using var channel = _host.Channel();
        foreach (var task in new[] { "classify", "denoise" })
        {
            using var picture = await _host.PostImageAsync($"/{task}", image);
            Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
            using var tensors = await _host.InferAsync(task, RestClient.Request([2, 1, 28, 28], RestClient.Flat(pixels)));
            Assert.Equal(HttpStatusCode.OK, tensors.StatusCode);
            await channel.Service().ModelInferAsync(RpcClient.RawRequest(task, [2, 1, 28, 28], pixels), cancellationToken: Token);

            // By its name: not the selection's business, nor the shadow's.
            using var named = await _host.InferAsync(task == "classify" ? "some-classifier" : "some-denoiser", RestClient.Request([2, 1, 28, 28], RestClient.Flat(pixels)));
            Assert.Equal(HttpStatusCode.OK, named.StatusCode);
        }

        var classify = await ShadowedAsync("classify", 3);
        Assert.Equal(3, classify.GetProperty("requests").GetProperty("seen").GetInt32());
        Assert.Equal((5, 1, 0), (Number(classify, "images"), Number(classify, "sameLabel"), Number(classify, "meanProbabilityDifference")));
        Assert.Equal(JsonValueKind.Null, classify.GetProperty("agreement").GetProperty("psnr").ValueKind);
        Assert.True(classify.GetProperty("latency").GetProperty("selected").GetProperty("p50").GetDouble() > 0);
        Assert.True(classify.GetProperty("latency").GetProperty("shadow").GetProperty("p99").GetDouble() > 0);
        var denoise = await ShadowedAsync("denoise", 3);
        Assert.Equal((5, 0), (Number(denoise, "images"), Number(denoise, "meanPixelDifference")));
        Assert.Equal(JsonValueKind.Null, denoise.GetProperty("agreement").GetProperty("psnr").ValueKind);
    }

    [Fact]
    public async Task Each_image_of_a_batch_is_shown_to_the_shadow_as_a_request_of_its_own()
    {
        await ChangedAsync("classify", """{"shadow": "some-classifier:2", "share": 1}""");
        using var drawn = Drawing.Ring(28, 28);
        using var batch = new MultipartFormDataContent();
        foreach (var name in new[] { "first.png", "second.png" })
        {
            batch.Add(new ByteArrayContent(Drawing.Encode(drawn, "png")), "image", name);
        }

        using var answer = await _host.Client.PostAsync("/classify/batch", batch, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await answer.Content.ReadAsStringAsync(Token);
        Assert.Equal(2, Number(await ShadowedAsync("classify", 2), "images"));
    }

    [Fact]
    public async Task A_shadow_that_fails_costs_no_request_and_says_why()
    {
        await UntrainedModel.RegisterClassifierAsync(_host.Get<IModelRegistry>(), seed: 5, scale: 1e30);
        await ChangedAsync("classify", """{"shadow": "some-classifier:4", "share": 1}""");
        using var drawn = Drawing.Ring(28, 28);

        using var answer = await _host.PostImageAsync("/classify", Drawing.Encode(drawn, "png"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var shadow = await UntilAsync("classify", requests => requests.GetProperty("errors").GetInt32() == 1);
        Assert.Contains("no number", shadow.GetProperty("requests").GetProperty("lastError").GetString(), StringComparison.Ordinal);
        Assert.Equal((0, JsonValueKind.Null), (shadow.GetProperty("requests").GetProperty("shadowed").GetInt32(), shadow.GetProperty("latency").ValueKind));
    }

    [Fact]
    public async Task Two_denoisers_that_differ_have_a_psnr_against_each_other()
    {
        await ChangedAsync("denoise", """{"shadow": "some-denoiser:3", "share": 1}""");
        using var drawn = Drawing.Ring(28, 28);
        using var answer = await _host.PostImageAsync("/denoise", Drawing.Encode(drawn, "png"));

        var shadow = await ShadowedAsync("denoise", 1);

        Assert.InRange(Number(shadow, "psnr"), 0, 60);
        Assert.InRange(Number(shadow, "meanPixelDifference"), 0.0001, 1);
    }

    [Fact]
    public async Task A_model_and_a_shadow_change_in_one_call_and_what_was_live_may_go_on_as_the_shadow()
    {
        await ChangedAsync("classify", """{"shadow": "some-classifier:3"}""");

        var put = await ChangedAsync("classify", """{"model": "some-classifier:3", "shadow": "some-classifier:1", "share": 1}""");

        Assert.Equal((3, 1), (Version(put, "model"), put.GetProperty("shadow").GetProperty("model").GetProperty("version").GetInt32()));
        Assert.Equal((3, 1), (Version(await GetAsync("/selection/classify/shadow"), "selected"), Version(await GetAsync("/selection/classify/shadow"), "shadow")));
    }

    [Fact]
    public async Task A_share_alone_changes_the_share_and_null_ends_the_shadow()
    {
        await ChangedAsync("classify", """{"shadow": "some-classifier:2"}""");
        Assert.Equal(0.1, (await GetAsync("/selection/classify/shadow")).GetProperty("share").GetDouble());

        await ChangedAsync("classify", """{"share": 0.75}""");
        Assert.Equal(0.75, (await GetAsync("/selection/classify/shadow")).GetProperty("share").GetDouble());

        var put = await ChangedAsync("classify", """{"shadow": null}""");
        Assert.Equal(JsonValueKind.Null, put.GetProperty("shadow").ValueKind);
    }

    [Fact]
    public async Task A_switch_keeps_the_shadow_and_counts_anew_and_one_to_the_shadow_ends_it()
    {
        await ChangedAsync("classify", """{"shadow": "some-classifier:2", "share": 1}""");
        using var drawn = Drawing.Ring(28, 28);
        using var answer = await _host.PostImageAsync("/classify", Drawing.Encode(drawn, "png"));
        Assert.Equal(1, (await GetAsync("/selection/classify/shadow")).GetProperty("requests").GetProperty("seen").GetInt32());

        await ChangedAsync("classify", """{"model": "some-classifier:3"}""");
        var shadow = await GetAsync("/selection/classify/shadow");
        Assert.Equal((3, 2, 0), (Version(shadow, "selected"), Version(shadow, "shadow"), shadow.GetProperty("requests").GetProperty("seen").GetInt32()));
        using var back = await _host.Client.PostAsync("/selection/classify/rollback", content: null, Token);
        Assert.Equal(1, Version(await back.JsonAsync(), "model"));
        Assert.Equal(2, Version(await GetAsync("/selection/classify/shadow"), "shadow"));

        await ChangedAsync("classify", """{"model": "some-classifier:2"}""");
        await (await _host.Client.GetAsync("/selection/classify/shadow", Token)).ReadProblemAsync(404);
    }

    [Fact]
    public async Task A_shadow_is_not_deleted_while_it_is_one()
    {
        await ChangedAsync("classify", """{"shadow": "some-classifier:2"}""");

        var problem = await (await _host.Client.DeleteAsync("/models/some-classifier/versions/2", Token)).ReadProblemAsync(409);

        Assert.Contains("DELETE /selection/classify/shadow", problem.Detail, StringComparison.Ordinal);
        await _host.Client.DeleteAsync("/selection/classify/shadow", Token);
        Assert.Equal(HttpStatusCode.NoContent, (await _host.Client.DeleteAsync("/models/some-classifier/versions/2", Token)).StatusCode);
    }

    [Fact]
    public async Task A_shadow_that_does_not_load_is_refused()
    {
        var registry = _host.Get<IModelRegistry>();
        var version = (await registry.FindAsync(ModelReference.Parse("some-classifier:3"), Token))!;
        await File.WriteAllBytesAsync(await registry.PathOfAsync(version, ModelFiles.Onnx, Token), [1, 2, 3], Token);

        var problem = await RefusedAsync("classify", """{"model": "some-classifier:2", "shadow": "some-classifier:3"}""", 409);

        Assert.Contains("some-classifier:3 cannot be loaded", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("some-classifier:1 goes on serving", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"shadow": "some-classifier:1"}""", 409, "serves classify")]
    [InlineData("""{"model": "some-classifier:2", "shadow": "some-classifier:2"}""", 409, "serves classify")]
    [InlineData("""{"model": "some-classifier:3", "shadow": "some-classifier"}""", 409, "serves classify")]
    [InlineData("""{"shadow": "some-denoiser:1"}""", 409, "for the task denoise")]
    [InlineData("""{"shadow": "some-classifier:9"}""", 404, "some-classifier:9")]
    [InlineData("""{"shadow": "nothing"}""", 404, "nothing")]
    [InlineData("""{"share": 0.5}""", 409, "has no shadow")]
    [InlineData("""{"shadow": "Not A Name"}""", 422, "name:version")]
    [InlineData("""{"shadow": ""}""", 422, "name:version")]
    [InlineData("""{"shadow": 3}""", 422, "wrong type")]
    [InlineData("""{"shadow": "some-classifier:2", "share": 1.01}""", 422, "within 0 and 1")]
    [InlineData("""{"shadow": "some-classifier:2", "share": -0.1}""", 422, "within 0 and 1")]
    [InlineData("""{"shadow": "some-classifier:2", "share": 1e999}""", 422, "within 0 and 1")]
    [InlineData("""{"shadow": "some-classifier:2", "share": "all"}""", 422, "wrong type")]
    [InlineData("""{"shadow": null, "share": 0.5}""", 422, "no share")]
    [InlineData("""{"gate": null}""", 422, "Nothing is to change")]
    public async Task A_shadow_that_makes_no_sense_is_refused_and_changes_nothing(string body, int status, string detail) =>
        Assert.Contains(detail, (await RefusedAsync("classify", body, status)).Detail, StringComparison.Ordinal);

    [Fact]
    public async Task Of_a_task_that_there_is_not_there_is_no_shadow_either()
    {
        await (await _host.Client.GetAsync("/selection/colourise/shadow", Token)).ReadProblemAsync(404);
        await (await _host.Client.DeleteAsync("/selection/colourise/shadow", Token)).ReadProblemAsync(404);
    }

    private static int Version(JsonElement body, string property) => body.GetProperty(property).GetProperty("version").GetInt32();

    private static double Number(JsonElement shadow, string property) => shadow.GetProperty("agreement").GetProperty(property).GetDouble();

    private Task<JsonElement> GetAsync(string path) => _host.Client.GetFromJsonAsync<JsonElement>(path, Token);

    private Task<HttpResponseMessage> PutAsync(string task, string body) =>
        _host.Client.PutAsync($"/selection/{task}", new StringContent(body, Encoding.UTF8, "application/json"), Token);

    private async Task<JsonElement> ChangedAsync(string task, string body)
    {
        using var answer = await PutAsync(task, body);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
        return await answer.JsonAsync();
    }

    private async Task<Api.Problems.Problem> RefusedAsync(string task, string body, int status)
    {
        var before = await GetAsync($"/selection/{task}");
        var problem = await (await PutAsync(task, body)).ReadProblemAsync(status);
        Assert.True(JsonElement.DeepEquals(before, await GetAsync($"/selection/{task}")));
        return problem;
    }

    /// <summary>The shadow runs beside the answers: it may not be done when they have come.</summary>
    private Task<JsonElement> ShadowedAsync(string task, int count) =>
        UntilAsync(task, requests => requests.GetProperty("shadowed").GetInt32() == count);

    private async Task<JsonElement> UntilAsync(string task, Func<JsonElement, bool> reached)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            var shadow = await GetAsync($"/selection/{task}/shadow");
            if (reached(shadow.GetProperty("requests")))
            {
                return shadow;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }
}
