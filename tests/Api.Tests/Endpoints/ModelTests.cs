using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Clearsight.Api.Tests.Models;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class ModelTests : IAsyncLifetime
{
    private readonly TestHost _host = new();
    private ModelVersion _denoiser = null!;
    private ModelVersion _transfer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.RegisterAsync(ModelFolders.Manifest("mnist-denoiser", TaskKind.Denoise), seed: 1);
        _denoiser = await _host.RegisterAsync(ModelFolders.Manifest("mnist-denoiser", TaskKind.Denoise), seed: 2);
        _transfer = await _host.RegisterAsync(ModelFolders.Manifest("fashion-transfer", TaskKind.Classify, _denoiser.Reference), seed: 3);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_list_has_the_newest_version_of_each_model_by_name()
    {
        var models = await GetAsync("/models");

        Assert.Equal(
            ["fashion-transfer:1", "mnist-denoiser:2"],
            models.GetProperty("items").EnumerateArray().Select(model => $"{model.GetProperty("name")}:{model.GetProperty("version")}"));
        Assert.Equal(JsonValueKind.Null, models.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task The_list_pages_by_cursor()
    {
        var first = await GetAsync("/models?limit=1");
        var second = await GetAsync($"/models?limit=1&cursor={first.GetProperty("nextCursor").GetString()}");

        Assert.Equal("fashion-transfer", Assert.Single(first.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("mnist-denoiser", Assert.Single(second.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task A_cursor_that_was_not_given_out_is_invalid() =>
        await (await _host.Client.GetAsync("/models?cursor=%21%21", Token)).ReadProblemAsync(422);

    [Fact]
    public async Task A_model_has_its_versions_newest_first()
    {
        var model = await GetAsync("/models/mnist-denoiser");

        Assert.Equal([2, 1], model.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task A_version_tells_all_that_is_known_of_it()
    {
        await _host.Get<ISelectionStore>().SelectAsync(TaskKind.Classify, _transfer.Reference, "test", Token);

        var version = await GetAsync("/models/fashion-transfer/versions/1");

        Assert.Equal(_transfer.Digest, version.GetProperty("digest").GetString());
        Assert.True(version.GetProperty("selected").GetBoolean());
        Assert.Equal("classify", version.GetProperty("task").GetString());
        Assert.Equal("mnist-denoiser", version.GetProperty("parent").GetProperty("name").GetString());
        Assert.Equal(2, version.GetProperty("parent").GetProperty("version").GetInt32());
        Assert.Equal("fashion-mnist", version.GetProperty("dataset").GetProperty("name").GetString());
        Assert.Equal("adamW", version.GetProperty("hyperparameters").GetProperty("optimizer").GetString());
        Assert.False(version.GetProperty("hyperparameters").TryGetProperty("noiseDensity", out _));
        Assert.Equal(0.25, version.GetProperty("metrics").GetProperty("test/loss").GetDouble());
        Assert.False(version.GetProperty("metrics").TryGetProperty("test/psnr", out _), "an infinite metric has no place in JSON");
        Assert.Equal("2026-01-31T12:00:00+00:00", version.GetProperty("createdAt").GetString());
        Assert.Equal(ModelFiles.Required.Order(StringComparer.Ordinal), version.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("name").GetString()!));
    }

    [Theory]
    [InlineData("/models/none")]
    [InlineData("/models/UPPER")]
    [InlineData("/models/mnist-denoiser/versions/3")]
    [InlineData("/models/mnist-denoiser/versions/0")]
    [InlineData("/models/mnist-denoiser/versions/-1")]
    [InlineData("/models/mnist-denoiser/versions/one")]
    [InlineData("/models/mnist-denoiser/versions/99999999999")]
    [InlineData("/models/mnist-denoiser/versions/1/files/secret")]
    [InlineData("/models/none/versions/1/files/model.onnx")]
    public async Task What_there_is_not_is_not_found(string path) =>
        await (await _host.Client.GetAsync(path, Token)).ReadProblemAsync(404);

    [Fact]
    public async Task Every_file_in_the_list_can_be_downloaded_and_has_the_listed_digest()
    {
        var version = await GetAsync("/models/fashion-transfer/versions/1");

        foreach (var file in version.GetProperty("files").EnumerateArray())
        {
            var answer = await _host.Client.GetAsync(file.GetProperty("href").GetString(), Token);
            var bytes = await answer.Content.ReadAsByteArrayAsync(Token);
            var digest = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
            Assert.Equal(file.GetProperty("digest").GetString(), digest);
            Assert.Equal($"\"{digest}\"", answer.Headers.ETag?.Tag);
            Assert.Equal($"fashion-transfer-1-{file.GetProperty("name")}", answer.Content.Headers.ContentDisposition?.FileName);
        }
    }

    [Fact]
    public async Task A_download_can_be_taken_up_in_the_middle()
    {
        const string path = "/models/fashion-transfer/versions/1/files/model.safetensors";
        var whole = await _host.Client.GetByteArrayAsync(path, Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Range = new RangeHeaderValue(600, null);

        var answer = await _host.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(whole[600..], await answer.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task A_range_outside_the_file_is_a_problem()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/models/fashion-transfer/versions/1/files/model.safetensors");
        request.Headers.Range = new RangeHeaderValue(5000, null);

        await (await _host.Client.SendAsync(request, Token)).ReadProblemAsync(416);
    }

    [Fact]
    public async Task A_file_that_the_client_has_is_not_sent_again()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/models/fashion-transfer/versions/1/files/model.safetensors");
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{_transfer.Digest}\""));

        Assert.Equal(HttpStatusCode.NotModified, (await _host.Client.SendAsync(request, Token)).StatusCode);
    }

    [Fact]
    public async Task The_size_of_a_file_can_be_asked_without_the_file()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/models/fashion-transfer/versions/1/files/model.safetensors");

        var answer = await _host.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1000, answer.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_version_that_nothing_needs_can_be_deleted()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await _host.Client.DeleteAsync("/models/mnist-denoiser/versions/1", Token)).StatusCode);

        await (await _host.Client.GetAsync("/models/mnist-denoiser/versions/1", Token)).ReadProblemAsync(404);
    }

    [Fact]
    public async Task A_parent_stays()
    {
        var problem = await (await _host.Client.DeleteAsync("/models/mnist-denoiser/versions/2", Token)).ReadProblemAsync(409);

        Assert.Contains("fashion-transfer:1", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_selected_stays()
    {
        await _host.Get<ISelectionStore>().SelectAsync(TaskKind.Classify, _transfer.Reference, "test", Token);

        var problem = await (await _host.Client.DeleteAsync("/models/fashion-transfer/versions/1", Token)).ReadProblemAsync(409);

        Assert.Contains("classify", problem.Detail, StringComparison.Ordinal);
    }

    private Task<JsonElement> GetAsync(string path) => _host.Client.GetFromJsonAsync<JsonElement>(path, Token);
}
